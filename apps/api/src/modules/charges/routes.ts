import { builderRoles, usageRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { Principal } from '../../http/principal.js';
import type { ChargesService, Spender } from './service.js';

/** Charges and holds: of the caller's own wallet, and by spending authorisations. */
export function chargesRoutes(service: ChargesService): BoundRoute[] {
  return [
    bind(usageRoutes.charge, (call) => service.charge(spender(call.caller), call.body, call)),
    bind(usageRoutes.chargeReceipt, ({ caller, params }) =>
      service.receipt(spender(caller), params.id),
    ),
    bind(usageRoutes.hold, (call) => service.hold(spender(call.caller), call.body, call)),
    bind(usageRoutes.getHold, ({ caller, params }) => service.getHold(spender(caller), params.id)),
    bind(usageRoutes.capture, (call) =>
      service.capture(spender(call.caller), { ...call.params, ...call.body, ids: call }),
    ),
    bind(usageRoutes.extend, (call) =>
      service.extend(spender(call.caller), { ...call.params, ...call.body, ids: call }),
    ),
    bind(usageRoutes.release, (call) =>
      service.release(spender(call.caller), { ...call.params, ids: call }),
    ),
  ];
}

function spender(caller: Principal): Spender {
  const { organisationId } = caller;
  return caller.kind === 'key'
    ? {
        ...{ organisationId, mayChargeCustomers: true },
        key: { id: caller.keyId, moduleIds: caller.moduleIds },
      }
    : { organisationId, key: null, mayChargeCustomers: builderRoles.includes(caller.role) };
}

import { purchaseRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { Principal } from '../../http/principal.js';
import type { PurchasesService } from './service.js';

/** Packages, purchases and refunds. */
export function purchasesRoutes(service: PurchasesService): BoundRoute[] {
  return [
    bind(purchaseRoutes.packages, () => service.packages()),
    bind(purchaseRoutes.create, ({ caller, body, stableId }) =>
      service.create({
        id: stableId('pur'),
        organisationId: caller.organisationId,
        ...who(caller),
        body,
      }),
    ),
    bind(purchaseRoutes.list, ({ caller, query }) => service.list(caller.organisationId, query)),
    bind(purchaseRoutes.get, ({ caller, params }) => service.get(caller.organisationId, params.id)),
    bind(purchaseRoutes.refund, ({ caller, params, body, stableId }) =>
      service.refund({
        id: stableId('rfd'),
        purchaseId: params.id,
        organisationId: caller.organisationId,
        amount: body?.amount ?? null,
        by: who(caller),
      }),
    ),
  ];
}

function who(caller: Principal) {
  const person = caller.kind === 'person' ? caller : caller.platformAdmin;
  return {
    personId: person?.personId ?? (caller.kind === 'key' ? caller.keyId : caller.personId),
    email: person?.email ?? null,
    isPlatformAdmin: person?.platformRole === 'platform_admin',
  };
}

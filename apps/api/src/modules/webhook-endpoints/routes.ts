import { webhookEndpointRoutes as contracts } from '@telex-credits/contracts';
import { emailNotVerified } from '../../foundation/email-not-verified.js';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { Principal } from '../../http/principal.js';
import type { Manager } from './context.js';
import type { WebhookEndpointsService } from './service.js';

/** Endpoints of the caller's organisation and their deliveries. */
export function webhookEndpointsRoutes(service: WebhookEndpointsService): BoundRoute[] {
  const { endpoints, deliveries } = service;
  return [
    bind(contracts.create, ({ caller, body }) => {
      // Whoever has no address of their own has no use of others' either.
      if (caller.kind === 'person' && !caller.emailVerified) {
        throw emailNotVerified();
      }
      return endpoints.create(managerOf(caller), body);
    }),
    bind(contracts.list, ({ caller, query }) => endpoints.list(caller.organisationId, query)),
    bind(contracts.get, ({ caller, params }) => endpoints.get(managerOf(caller), params.id)),
    bind(contracts.change, ({ caller, params, body }) =>
      endpoints.change(managerOf(caller), params.id, body),
    ),
    bind(contracts.remove, ({ caller, params }) => endpoints.remove(managerOf(caller), params.id)),
    bind(contracts.rotate, ({ caller, params, body }) =>
      endpoints.rotate(managerOf(caller), params.id, body),
    ),
    bind(contracts.test, ({ caller, params }) => deliveries.test(managerOf(caller), params.id)),
    bind(contracts.deliveries, ({ caller, params, query }) =>
      deliveries.list(managerOf(caller), params.id, query),
    ),
    bind(contracts.delivery, ({ caller, params }) =>
      deliveries.get(managerOf(caller), params.id, params.deliveryId),
    ),
    bind(contracts.redeliver, ({ caller, params }) =>
      deliveries.redeliver(managerOf(caller), params.id, params.deliveryId),
    ),
    bind(contracts.redeliverFailed, ({ caller, params, body }) =>
      deliveries.redeliverFailed(managerOf(caller), params.id, body.since),
    ),
  ];
}

function managerOf(caller: Principal): Manager {
  const { organisationId } = caller;
  const actorId = caller.kind === 'person' ? caller.personId : caller.keyId;
  return { organisationId, actorId };
}

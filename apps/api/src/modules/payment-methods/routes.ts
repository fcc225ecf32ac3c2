import { paymentMethodRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { PaymentMethodsService } from './service.js';

/** Saved payment methods of the caller's organisation. */
export function paymentMethodsRoutes(service: PaymentMethodsService): BoundRoute[] {
  return [
    bind(paymentMethodRoutes.list, ({ caller }) => service.list(caller.organisationId)),
    bind(paymentMethodRoutes.remove, async ({ caller, params }) => {
      const actorId = caller.kind === 'person' ? caller.personId : caller.keyId;
      await service.remove({ organisationId: caller.organisationId, actorId }, params.id);
      return undefined;
    }),
  ];
}

import { adminPaymentRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { PurchasesAdmin } from './admin.js';

const routes = adminPaymentRoutes.purchases;

/** Purchases and disputes of all organisations, for platform admins. */
export function adminPurchasesRoutes(admin: PurchasesAdmin): BoundRoute[] {
  return [
    bind(routes.list, ({ query }) => admin.list(query)),
    bind(routes.get, ({ params }) => admin.get(params.id)),
    bind(routes.resolve, ({ caller, params, body }) =>
      admin.resolve({ purchaseId: params.id, personId: caller.personId, ...body }),
    ),
    bind(routes.liftFreeze, ({ caller, params, body }) =>
      admin.liftFreeze({ purchaseId: params.id, personId: caller.personId, ...body }),
    ),
    bind(routes.disputes, ({ query }) => admin.disputes(query)),
  ];
}

import { adminPackageRoutes, adminPaymentRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { PurchasesAdmin } from './admin.js';
import type { OffersAdmin } from './offers-admin.js';

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

/** Packages and custom amounts, for platform admins. */
export function adminPackagesRoutes(offers: OffersAdmin): BoundRoute[] {
  return [
    bind(adminPackageRoutes.list, () => offers.packages()),
    bind(adminPackageRoutes.create, ({ caller, body, stableId }) =>
      offers.createPackage(stableId('pkg'), caller.personId, body),
    ),
    bind(adminPackageRoutes.change, ({ caller, params, body }) =>
      offers.changePackage(params.id, caller.personId, body),
    ),
    bind(adminPackageRoutes.getCustomOffer, async () => ({ custom: await offers.customOffer() })),
    bind(adminPackageRoutes.setCustomOffer, async ({ caller, body }) => ({
      custom: await offers.setCustomOffer(caller.personId, body.custom),
    })),
  ];
}

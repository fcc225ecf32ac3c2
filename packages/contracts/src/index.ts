export * from './access.js';
export * from './admin-packages.js';
export * from './admin-payments.js';
export * from './admin-people.js';
export { allRoutes } from './all-routes.js';
export * from './authorisations.js';
export * from './auto-top-up.js';
export * from './common.js';
export { customPrice } from './custom-price.js';
export * from './earnings.js';
export * from './events.js';
export * from './keys.js';
export * from './modules.js';
export * from './people.js';
export * from './price-notices.js';
export * from './promotions.js';
export * from './purchases.js';
export * from './receipts.js';
export * from './route.js';
export * from './signing-keys.js';
export * from './telex.js';
export {
  mostUnits,
  type TierPart,
  tierParts,
  type UnitPrice,
  unitCredits,
  unitPriceSchema,
} from './unit-price.js';
export * from './usage.js';
export * from './wallet.js';
export * from './wallet-alerts.js';
export * from './webhook-endpoints.js';

import { adminPackageRoutes } from './admin-packages.js';
import { adminPaymentRoutes } from './admin-payments.js';
import { adminPeopleRoutes } from './admin-people.js';
import { authorisationRoutes } from './authorisations.js';
import { autoTopUpRoutes, paymentMethodRoutes } from './auto-top-up.js';
import { adminRoutes, earningsRoutes } from './earnings.js';
import { eventRoutes } from './events.js';
import { keyRoutes } from './keys.js';
import { moduleRoutes } from './modules.js';
import { peopleRoutes } from './people.js';
import { priceNoticeRoutes } from './price-notices.js';
import { promotionRoutes } from './promotions.js';
import { purchaseRoutes } from './purchases.js';
import { receiptRoutes } from './receipts.js';
import type { RouteContract } from './route.js';
import { signingKeyRoutes } from './signing-keys.js';
import { telexRoutes } from './telex.js';
import { usageRoutes } from './usage.js';
import { walletRoutes } from './wallet.js';
import { walletAlertRoutes } from './wallet-alerts.js';
import { webhookEndpointRoutes } from './webhook-endpoints.js';

/** Every route of the management API; the OpenAPI document and its tests walk this list. */
export const allRoutes: readonly RouteContract[] = [
  peopleRoutes,
  telexRoutes,
  purchaseRoutes,
  receiptRoutes,
  promotionRoutes,
  walletRoutes,
  walletAlertRoutes,
  keyRoutes,
  authorisationRoutes,
  moduleRoutes,
  signingKeyRoutes,
  usageRoutes,
  priceNoticeRoutes,
  earningsRoutes,
  adminRoutes,
  adminPackageRoutes,
  adminPaymentRoutes.inbox,
  adminPaymentRoutes.purchases,
  adminPaymentRoutes.reconciliation,
  adminPeopleRoutes,
  autoTopUpRoutes,
  paymentMethodRoutes,
  eventRoutes,
  webhookEndpointRoutes,
].flatMap((group) => Object.values(group) as RouteContract[]);

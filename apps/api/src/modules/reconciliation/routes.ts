import { adminPaymentRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { ReconciliationService } from './service.js';

const routes = adminPaymentRoutes.reconciliation;

/** Reports of reconciliation, for platform admins. */
export function reconciliationRoutes(service: ReconciliationService): BoundRoute[] {
  return [
    bind(routes.reports, ({ query }) => service.list(query)),
    bind(routes.report, ({ params }) => service.get(params.day)),
  ];
}

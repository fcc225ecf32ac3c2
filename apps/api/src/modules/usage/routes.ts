import { usageRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { UsageService } from './service.js';

/** The list of calls with its sums, and the receipt of each. */
export function usageRoutesOf(service: UsageService): BoundRoute[] {
  return [
    bind(usageRoutes.list, ({ caller, query }) => service.list(caller.organisationId, query)),
    bind(usageRoutes.receipt, ({ caller, params }) =>
      service.receipt(caller.organisationId, params.id),
    ),
  ];
}

import { earningsRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { EarningsService } from './service.js';

/** A publisher's earnings by state, and call by call. */
export function earningsRoutesOf(service: EarningsService): BoundRoute[] {
  return [
    bind(earningsRoutes.get, ({ caller }) => service.balances(caller.organisationId)),
    bind(earningsRoutes.entries, ({ caller, query }) =>
      service.entries(caller.organisationId, query),
    ),
  ];
}

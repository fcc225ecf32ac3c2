import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { earningsRoutes, type QueryInput, type ReplyOf } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { listOptions } from './pages.js';

export type Earnings = ReplyOf<typeof earningsRoutes.get>;
export type EarningsEntry = ReplyOf<typeof earningsRoutes.entries>['data'][number];
export type EarningsFilters = Omit<QueryInput<typeof earningsRoutes.entries>, 'limit' | 'cursor'>;

/** Earnings by state. */
export function useEarnings() {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'earnings', 'sums'],
    queryFn: ({ signal }) => call(earningsRoutes.get, { signal }),
  });
}

/** What was earned, call by call, newest first. */
export function useEarningsEntries(filters: EarningsFilters) {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'earnings', 'entries', filters], (page, signal) =>
      call(earningsRoutes.entries, { query: { ...filters, ...page }, signal }),
    ),
  );
}

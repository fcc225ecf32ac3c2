import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { adminRoutes, type ReplyOf } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { PLATFORM } from './pages.js';

export type Analytics = ReplyOf<typeof adminRoutes.analytics>;

/** The whole platform over a range, from the ledger alone. */
export function useAnalytics(range: { from: string; to: string }, timezone: string) {
  return useQuery({
    queryKey: [PLATFORM, 'analytics', range, timezone],
    queryFn: ({ signal }) => call(adminRoutes.analytics, { query: { ...range, timezone }, signal }),
    placeholderData: keepPreviousData,
  });
}

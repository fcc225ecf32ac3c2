import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { adminPaymentRoutes, type ReplyOf } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { listOptions, PLATFORM } from './pages.js';

const routes = adminPaymentRoutes.reconciliation;

export type Report = ReplyOf<typeof routes.report>;

/** What providers' lists and our ledger said, day by day, newest first. */
export function useReports() {
  return useInfiniteQuery(
    listOptions([PLATFORM, 'reconciliation', 'list'], (page, signal) =>
      call(routes.reports, { query: page, signal }),
    ),
  );
}

/** The report of one UTC day. */
export function useReport(day: string) {
  return useQuery({
    queryKey: [PLATFORM, 'reconciliation', day],
    queryFn: ({ signal }) => call(routes.report, { params: { day }, signal }),
  });
}

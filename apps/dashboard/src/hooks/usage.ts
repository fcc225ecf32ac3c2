import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type QueryInput, type ReplyOf, usageRoutes } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { CHOICES_MAX, listOptions } from './pages.js';

type UsageReply = ReplyOf<typeof usageRoutes.list>;
export type UsageSums = Extract<UsageReply, { total: unknown }>;
export type UsageGroup = UsageSums['data'][number];
type UsagePage = Exclude<UsageReply, { total: unknown }>;
export type UsageItem = UsagePage['data'][number];
export type Receipt = ReplyOf<typeof usageRoutes.receipt>;
export type UsageRange = Pick<
  QueryInput<typeof usageRoutes.list>,
  'from' | 'to' | 'moduleId' | 'keyId'
>;
export type GroupBy = 'module' | 'key' | 'day';

/** Sums over a range, in the viewer's zone. They equal the ledger's. */
export function useUsageSums(groupBy: GroupBy, range: UsageRange, timezone: string) {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'usage', 'sums', groupBy, range, timezone],
    queryFn: async ({ signal }) => {
      const query = { ...range, groupBy, timezone, limit: CHOICES_MAX };
      return (await call(usageRoutes.list, { query, signal })) as UsageSums;
    },
  });
}

/** Calls, newest first. */
export function useCalls(range: UsageRange) {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions(
      [organisationId, 'usage', 'calls', range],
      async (page, signal) =>
        (await call(usageRoutes.list, { query: { ...range, ...page }, signal })) as UsagePage,
    ),
  );
}

/** The receipt of one call. */
export function useReceipt(id: string) {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'usage', 'receipt', id],
    queryFn: ({ signal }) => call(usageRoutes.receipt, { params: { id }, signal }),
  });
}

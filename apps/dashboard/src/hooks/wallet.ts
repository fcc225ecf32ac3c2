import {
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  type BodyInput,
  type QueryInput,
  type ReplyOf,
  walletRoutes,
} from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { listOptions } from './pages.js';

export type Wallet = ReplyOf<typeof walletRoutes.get>;
export type WalletLimits = ReplyOf<typeof walletRoutes.limits>;
export type Transaction = ReplyOf<typeof walletRoutes.transactions>['data'][number];
export type StatementFilters = Omit<
  QueryInput<typeof walletRoutes.transactions>,
  'limit' | 'cursor'
>;

/** Balance, lots, limits and burn rate. */
function walletQuery(organisationId: string) {
  return queryOptions({
    queryKey: [organisationId, 'wallet'],
    queryFn: ({ signal }) => call(walletRoutes.get, { signal }),
  });
}

/** Balance, lots, limits and burn rate of the organisation. */
export function useWallet() {
  return useQuery(walletQuery(useOrganisationId()));
}

/** The statement, page by page, newest first. */
export function useTransactions(filters: StatementFilters, limit = 50) {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'transactions', filters, limit], (page, signal) =>
      call(walletRoutes.transactions, { query: { ...filters, ...page, limit }, signal }),
    ),
  );
}

/** The wallet's caps. */
export function useLimits() {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'limits'],
    queryFn: ({ signal }) => call(walletRoutes.limits, { signal }),
  });
}

/** Sets all of the wallet's caps at once. */
export function useSetLimits() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyInput<typeof walletRoutes.setLimits>) =>
      call(walletRoutes.setLimits, { body }),
    onSuccess: async (limits) => {
      client.setQueryData([organisationId, 'limits'], limits);
      await client.invalidateQueries({ queryKey: [organisationId, 'wallet'] });
    },
  });
}

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  adminPaymentRoutes,
  type BodyInput,
  purchaseRoutes,
  type QueryInput,
  type ReplyOf,
} from '@telex-credits/contracts';
import { attempt } from '../api/attempts.js';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { CHOICES_MAX, listOptions, PLATFORM } from './pages.js';

const routes = adminPaymentRoutes.purchases;

export type Order = ReplyOf<typeof routes.get>;
export type Dispute = ReplyOf<typeof routes.disputes>['data'][number];
export type OrderFilters = Pick<QueryInput<typeof routes.list>, 'status' | 'organisationId'>;
export type Decision = BodyInput<typeof routes.resolve>['decision'];

/** Purchases of all organisations, newest first. */
export function useOrders(filters: OrderFilters) {
  return useInfiniteQuery(
    listOptions([PLATFORM, 'orders', 'list', filters], (page, signal) =>
      call(routes.list, { query: { ...filters, ...page }, signal }),
    ),
  );
}

/** One purchase of any organisation. */
export function useOrder(id: string) {
  return useQuery({
    queryKey: [PLATFORM, 'orders', id],
    queryFn: ({ signal }) => call(routes.get, { params: { id }, signal }),
  });
}

/** Disputes that are over, newest purchase first. */
export function useClosedDisputes() {
  return useInfiniteQuery(
    listOptions([PLATFORM, 'disputes', 'closed'], (page, signal) =>
      call(routes.disputes, { query: { status: 'closed', ...page }, signal }),
    ),
  );
}

/** All purchases with a dispute that is not over: whole, so that it can be put in order. */
export function useOpenDisputes() {
  return useQuery({
    queryKey: [PLATFORM, 'disputes', 'open'],
    queryFn: async ({ signal }) => {
      const all: Dispute[] = [];
      let cursor: string | null = null;
      do {
        const query = { status: 'open', limit: CHOICES_MAX } as const;
        const page: ReplyOf<typeof routes.disputes> = await call(routes.disputes, {
          query: { ...query, ...(cursor === null ? {} : { cursor }) },
          signal,
        });
        all.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return all;
    },
  });
}

/** Whatever came of it, what is shown is asked for again: the last word is the server's. */
function useDecision<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all(
        ['orders', 'disputes'].map((noun) =>
          client.invalidateQueries({ queryKey: [PLATFORM, noun] }),
        ),
      ),
  });
}

/** Ends a review: credits the purchase although it does not match, or pays it back. */
export function useResolveOrder(id: string) {
  return useDecision((body: BodyInput<typeof routes.resolve>) =>
    attempt({ organisationId: PLATFORM, operation: `resolve:${id}`, body }, (idempotencyKey) =>
      call(routes.resolve, { params: { id }, body, idempotencyKey }),
    ),
  );
}

/** Lets a wallet spend again. */
export function useLiftFreeze(id: string) {
  return useDecision((body: BodyInput<typeof routes.liftFreeze>) =>
    call(routes.liftFreeze, { params: { id }, body }),
  );
}

/** Pays an amount of any purchase back. */
export function useRefundOrder(id: string) {
  const organisationId = useOrganisationId();
  return useDecision((body: BodyInput<typeof purchaseRoutes.refund>) =>
    attempt({ organisationId, operation: `refund:${id}`, body }, (idempotencyKey) =>
      call(purchaseRoutes.refund, { params: { id }, body, idempotencyKey }),
    ),
  );
}

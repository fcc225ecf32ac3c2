import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type BodyInput, purchaseRoutes, type ReplyOf } from '@telex-credits/contracts';
import { attempt } from '../api/attempts.js';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { listOptions } from './pages.js';

export type Purchase = ReplyOf<typeof purchaseRoutes.get>;
export type PackageList = ReplyOf<typeof purchaseRoutes.packages>;

const POLL_MS = 2000;

/** Packages on sale, and how they can be paid. */
export function usePackages() {
  return useQuery({
    queryKey: ['packages'],
    queryFn: ({ signal }) => call(purchaseRoutes.packages, { signal }),
  });
}

/** Purchases, newest first. */
export function usePurchases() {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'purchases'], (page, signal) =>
      call(purchaseRoutes.list, { query: page, signal }),
    ),
  );
}

/** Whether nothing more is to be expected for now. */
export function isSettled(purchase: Purchase): boolean {
  return purchase.status !== 'pending' && purchase.status !== 'processing';
}

/** One purchase; asked for again and again until the payment has come or failed. */
export function usePurchase(id: string) {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'purchases', id],
    queryFn: ({ signal }) => call(purchaseRoutes.get, { params: { id }, signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isSettled(state.data) ? false : POLL_MS,
  });
}

/** Starts a purchase. A lost answer and a reload later, the same choice is the same purchase. */
export function useCreatePurchase() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyInput<typeof purchaseRoutes.create>) =>
      attempt({ organisationId, operation: 'purchase', body }, (idempotencyKey) =>
        call(purchaseRoutes.create, { body, idempotencyKey }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: [organisationId, 'purchases'] }),
  });
}

/** Refunds the unspent credits of a purchase, as shown to the person who confirmed. */
export function useRefundPurchase(id: string) {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyInput<typeof purchaseRoutes.refund>) =>
      attempt({ organisationId, operation: `refund:${id}`, body }, (idempotencyKey) =>
        call(purchaseRoutes.refund, { params: { id }, body, idempotencyKey }),
      ),
    onSettled: () =>
      Promise.all(
        ['purchases', 'wallet', 'transactions'].map((noun) =>
          client.invalidateQueries({ queryKey: [organisationId, noun] }),
        ),
      ),
  });
}

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type BillingDetails, type PurchaseReceipt, receiptRoutes } from '@telex-credits/contracts';
import { call, callForPdf } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { CHOICES_MAX, listOptions } from './pages.js';

/** Receipts of purchases, newest first. */
export function useReceipts() {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'receipts', 'list'], (page, signal) =>
      call(receiptRoutes.list, { query: page, signal }),
    ),
  );
}

/** The receipt of a purchase as a PDF. Throws `ApiProblem`. */
export function receiptPdf(purchaseId: string): Promise<Blob> {
  return callForPdf(receiptRoutes.pdf, { params: { id: purchaseId } });
}

const POLL_MS = 2000;
const POLL_LATER_MS = 30_000;
const POLLS_SOON = 15;

/**
 * The receipt of a purchase that was paid at `paidAt`, or null until it is issued, which happens
 * soon after the payment; asked for until it is there.
 */
export function useReceiptOf({ id, paidAt }: { readonly id: string; readonly paidAt: string }) {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'receipts', 'of', id],
    queryFn: ({ signal }) => findReceipt({ purchaseId: id, paidAt, signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data !== null
        ? false
        : state.dataUpdateCount < POLLS_SOON
          ? POLL_MS
          : POLL_LATER_MS,
  });
}

interface Wanted {
  readonly purchaseId: string;
  readonly paidAt: string;
  readonly signal: AbortSignal;
}

/** Reads receipts from the newest on; none that was issued before the payment can be the one. */
async function findReceipt({
  purchaseId,
  paidAt,
  signal,
}: Wanted): Promise<PurchaseReceipt | null> {
  let cursor: string | undefined;
  for (;;) {
    const query = { limit: CHOICES_MAX, ...(cursor === undefined ? {} : { cursor }) };
    const { data, nextCursor } = await call(receiptRoutes.list, { query, signal });
    const found = data.find((receipt) => receipt.purchaseId === purchaseId);
    const last = data.at(-1);
    if (found !== undefined || nextCursor === null || last === undefined) {
      return found ?? null;
    }
    if (Date.parse(last.issuedAt) < Date.parse(paidAt)) {
      return null;
    }
    cursor = nextCursor;
  }
}

/** Who buys, as the next receipts name them; only for roles that buy. */
export function useBillingDetails() {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'billing-details'],
    queryFn: ({ signal }) => call(receiptRoutes.getBillingDetails, { signal }),
  });
}

/** Says who buys. */
export function useSetBillingDetails() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BillingDetails) => call(receiptRoutes.putBillingDetails, { body }),
    onSuccess: (saved) => client.setQueryData([organisationId, 'billing-details'], saved),
  });
}

import type { z } from 'zod';
import { callsOf } from './client.js';
import type { PaystackApi } from './http.js';
import { readPage } from './paging.js';
import * as replies from './replies.js';
import * as requests from './requests.js';

/**
 * Paystack's API of transfers, for payouts: amounts in `bigint` minor units, errors as the provider
 * port has them. A transfer's reference is all that keeps it from being sent twice.
 */
export function createPaystackTransfers(api: PaystackApi) {
  const { get, post } = callsOf(api);
  return {
    /** Makes somebody who can be paid; the same account gives the same recipient. */
    createRecipient: (recipient: z.input<typeof requests.recipientSchema>) =>
      post(
        '/transferrecipient',
        requests.recipientSchema.parse(recipient),
        replies.recipientSchema,
      ),

    /** Sends money; a known reference is refused, so verify one whose outcome is not known. */
    initiate: (transfer: z.input<typeof requests.transferSchema>) =>
      post('/transfer', requests.transferSchema.parse(transfer), replies.transferSchema),

    /** Confirms a transfer that waits for the code sent to the account's owner. */
    finalize: (order: z.input<typeof requests.finalizeSchema>) =>
      post(
        '/transfer/finalize_transfer',
        requests.finalizeSchema.parse(order),
        replies.transferSchema,
      ),

    verify: (reference: string) =>
      get(`/transfer/verify/${encodeURIComponent(reference)}`, replies.transferSchema),

    /** What can be paid out, one entry a currency. */
    balances: () => get('/balance', replies.balancesSchema),

    /** The banks of a currency, one page a call. */
    banks: (query: z.input<typeof requests.banksSchema> & { readonly mark: string | null }) => {
      const { currency } = requests.banksSchema.parse({ currency: query.currency });
      return readPage(api, {
        path: '/bank',
        query: { currency, use_cursor: true, perPage: 100 },
        item: replies.bankSchema,
        mark: query.mark,
      });
    },

    /** The name on a bank account. */
    resolveAccount: (account: z.input<typeof requests.accountSchema>) =>
      get('/bank/resolve', replies.accountSchema, requests.accountSchema.parse(account)),
  };
}

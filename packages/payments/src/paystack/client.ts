import type { z } from 'zod';
import { callPaystack, type PaystackApi } from './http.js';
import { type Page, readPage } from './paging.js';
import * as replies from './replies.js';
import * as requests from './requests.js';

const perPage = 100;
const part = encodeURIComponent;

type Period = z.input<typeof requests.periodSchema> & { readonly mark: string | null };

/** A POST of a checked body, and a GET, whose answer is read by a schema. */
export function callsOf(api: PaystackApi) {
  return {
    async post<T>(path: string, body: object, reply: z.ZodType<T>): Promise<T> {
      return (await callPaystack(api, { method: 'POST', path, body, reply })).data;
    },
    async get<T>(path: string, reply: z.ZodType<T>, query = {}): Promise<T> {
      return (await callPaystack(api, { method: 'GET', path, query, reply })).data;
    },
  };
}

/**
 * Paystack's API of payments, as much of it as is used (https://paystack.com/docs/api). Amounts are
 * `bigint` minor units (kobo, pesewas, cents). Every call throws `ProviderRefusal` or
 * `ProviderUnknown` as the provider port says; a request that is not well-formed throws before
 * anything is sent.
 */
export function createPaystackClient(api: PaystackApi) {
  const { get, post } = callsOf(api);
  return {
    /** Makes a transaction with a page to pay on; a known reference is refused. */
    initialize: (order: z.input<typeof requests.initializeSchema>) =>
      post(
        '/transaction/initialize',
        requests.initializeSchema.parse(order),
        replies.initializedSchema,
      ),

    /** The transaction of our reference, as it is now. */
    verify: (reference: string) =>
      get(`/transaction/verify/${part(reference)}`, replies.transactionSchema),

    /** The transaction of Paystack's id. */
    transaction: (id: string) => get(`/transaction/${part(id)}`, replies.transactionSchema),

    /** Charges a saved authorization; a known reference is refused. */
    chargeAuthorization: (charge: z.input<typeof requests.chargeSchema>) =>
      post(
        '/transaction/charge_authorization',
        requests.chargeSchema.parse(charge),
        replies.chargedSchema,
      ),

    /** Makes an authorization unusable. */
    deactivateAuthorization: (authorizationCode: string) =>
      post(
        '/customer/authorization/deactivate',
        { authorization_code: authorizationCode },
        replies.nothingSchema,
      ),

    /** Starts a refund. Not idempotent: look first whether it is there. */
    createRefund: (refund: z.input<typeof requests.refundOrderSchema>) =>
      post('/refund', requests.refundOrderSchema.parse(refund), replies.refundSchema),

    refund: (id: string) => get(`/refund/${part(id)}`, replies.refundSchema),

    dispute: (id: string) => get(`/dispute/${part(id)}`, replies.disputeSchema),

    ...listsOf(api),
  };
}
export type PaystackClient = ReturnType<typeof createPaystackClient>;

/** Lists by the time of creation, newest first, one page a call. */
interface Lists {
  listTransactions(period: Period): Promise<Page<replies.Transaction>>;
  /** Filter by transaction again: Paystack's description does not have that filter. */
  listRefunds(period: Period): Promise<Page<replies.Refund>>;
  listDisputes(period: Period): Promise<Page<replies.DisputeReply>>;
}

function listsOf(api: PaystackApi): Lists {
  return {
    listTransactions({ mark, ...period }) {
      const { from, to } = requests.periodSchema.parse(period);
      const query = { from, to, use_cursor: true, per_page: perPage };
      return readPage(api, { path: '/transaction', query, item: replies.transactionSchema, mark });
    },
    listRefunds({ mark, ...period }) {
      const query = { ...requests.periodSchema.parse(period), perPage };
      return readPage(api, { path: '/refund', query, item: replies.refundSchema, mark });
    },
    listDisputes({ mark, ...period }) {
      const query = { ...requests.periodSchema.parse(period), perPage };
      return readPage(api, { path: '/dispute', query, item: replies.disputeSchema, mark });
    },
  };
}

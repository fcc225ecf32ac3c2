import type { BodyOf, Caller, QueryOf } from '../call.js';
import type { KeyedOptions, RequestOptions } from '../options.js';
import { listOperation } from './list-operation.js';

/** What is on sale. */
export function packagesOf({ call }: Caller) {
  return {
    /** Packages with prices per currency, custom amounts, and how they can be paid. */
    list: (options?: RequestOptions) => call('listPackages', {}, options),
  };
}

/** Buying credits, and giving them back. */
export function purchasesOf(caller: Caller) {
  const { call } = caller;
  return {
    /** Starts buying: a person then pays at `checkoutUrl`. */
    create: (body: BodyOf<'createPurchase'>, options?: KeyedOptions) =>
      call('createPurchase', { body }, options),
    /** One purchase with its history; the server asks the provider while it is pending. */
    get: (id: string, options?: RequestOptions) => call('getPurchase', { params: { id } }, options),
    /** Newest first. */
    list: (query?: QueryOf<'listPurchases'>, options?: RequestOptions) =>
      listOperation(caller, 'listPurchases', { query, options }),
    /** Gives unspent credits back: all of the purchase's, unless `amount` says how much money. */
    refund: (id: string, body?: BodyOf<'refundPurchase'>, options?: KeyedOptions) =>
      call('refundPurchase', { params: { id }, body }, options),
  };
}

/** Receipts of purchases, for the books. The receipt of one call is `usage.receipt`. */
export function receiptsOf(caller: Caller) {
  const { call } = caller;
  return {
    /** Newest first. */
    list: (query?: QueryOf<'listReceipts'>, options?: RequestOptions) =>
      listOperation(caller, 'listReceipts', { query, options }),
    /** The receipt of a paid purchase, as a PDF file. */
    pdf: (purchaseId: string, options?: RequestOptions) =>
      caller.download('getReceiptPdf', { params: { id: purchaseId } as never }, options),
    /** Who buys, as the next receipts name them. */
    billingDetails: (options?: RequestOptions) => call('getBillingDetails', {}, options),
    setBillingDetails: (body: BodyOf<'setBillingDetails'>, options?: RequestOptions) =>
      call('setBillingDetails', { body }, options),
  };
}

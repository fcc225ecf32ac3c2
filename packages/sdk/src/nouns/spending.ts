import type { BodyOf, Caller, QueryOf, ReplyOf } from '../call.js';
import type { PublisherReceipt, Receipt, UsageItem } from '../generated/types.js';
import { type List, listOf, type Page, type PageQuery } from '../lists.js';
import type { KeyedOptions, RequestOptions } from '../options.js';

type ChargeBody = BodyOf<'createCharge'>;

/** As the module's publisher, from the wallet of whoever gave the authorisation. */
export type ChargeAuthorised = (
  body: ChargeBody & { readonly authorisation: string },
  options?: KeyedOptions,
) => Promise<PublisherReceipt>;

/** At most the module's published price; answers the receipt. */
export interface CreateCharge {
  (...given: Parameters<ChargeAuthorised>): ReturnType<ChargeAuthorised>;
  /** From the caller's own wallet. */
  (
    body: ChargeBody & { readonly authorisation?: undefined },
    options?: KeyedOptions,
  ): Promise<Receipt>;
}

/** Deducting a known price at once. */
export function chargesOf({ call }: Caller) {
  return {
    create: ((body: ChargeBody, options?: KeyedOptions) =>
      call('createCharge', { body }, options)) as CreateCharge,
    /** A charge or capture by an authorisation (`use_…`), as its publisher sees it. */
    get: (id: string, options?: RequestOptions) => call('getCharge', { params: { id } }, options),
  };
}

/** Deducting in two steps: set aside, then take what was used. */
export function holdsOf({ call }: Caller) {
  return {
    /** Ends by itself after `ttlSeconds` (600 unless told, a day at most); nothing is charged then. */
    create: (body: BodyOf<'createHold'>, options?: KeyedOptions) =>
      call('createHold', { body }, options),
    get: (id: string, options?: RequestOptions) => call('getHold', { params: { id } }, options),
    /** Takes at most what is held; the rest is released. */
    capture: (id: string, credits: string, options?: KeyedOptions) =>
      call('captureHold', { params: { id }, body: { credits } }, options),
    /** Moves its end to so many seconds from now. */
    extend: (id: string, ttlSeconds: number, options?: KeyedOptions) =>
      call('extendHold', { params: { id }, body: { ttlSeconds } }, options),
    /** Gives it back. */
    release: (id: string, options?: KeyedOptions) =>
      call('releaseHold', { params: { id } }, options),
  };
}

/** What a call would cost. */
export function estimatesOf({ call }: Caller) {
  return {
    create: (body: BodyOf<'estimate'>, options?: RequestOptions) =>
      call('estimate', { body }, options),
  };
}

/** Sums over a range, by what they are grouped. */
export type UsageSums = Extract<ReplyOf<'listUsage'>, { readonly total: unknown }>;
type UsageQuery = Omit<QueryOf<'listUsage'>, 'groupBy'>;
type Grouping = 'module' | 'key' | 'day';

/** Calls that were made, their receipts and their sums. */
export function usageOf({ call }: Caller) {
  const read = (
    query: QueryOf<'listUsage'>,
    how: { readonly at: PageQuery; readonly options: RequestOptions | undefined },
  ) => {
    const { at, options } = how;
    const page = { limit: at.limit ?? query.limit, cursor: at.cursor ?? query.cursor };
    return call('listUsage', { query: { ...query, ...page } }, options);
  };
  return {
    /** Calls, newest first. */
    list: (query: UsageQuery = {}, options?: RequestOptions): List<UsageItem> =>
      listOf((at) => read(query, { at, options }) as Promise<Page<UsageItem>>),
    /** Sums that equal the ledger's; each page also has the `total` of the whole range. */
    sums: (
      query: UsageQuery & { readonly groupBy: readonly Grouping[] },
      options?: RequestOptions,
    ): List<UsageSums['data'][number], UsageSums> => {
      const grouped = { ...query, groupBy: query.groupBy.join(',') };
      return listOf((at) => read(grouped, { at, options }) as Promise<UsageSums>);
    },
    /** The receipt of one call; `verifyReceipt` computes it again. */
    receipt: (id: string, options?: RequestOptions) =>
      call('getReceipt', { params: { id } }, options),
  };
}

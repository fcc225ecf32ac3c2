import type { BodyOf, Caller, QueryOf } from '../call.js';
import type { RequestOptions } from '../options.js';
import { listOperation } from './list-operation.js';

/** What can be called, and for how much. */
export function marketplaceOf(caller: Caller) {
  return {
    list: (query?: QueryOf<'listMarketplace'>, options?: RequestOptions) =>
      listOperation(caller, 'listMarketplace', { query, options }),
    get: (slug: string, options?: RequestOptions) =>
      caller.call('getListing', { params: { slug } }, options),
    /** Price rises that are announced for modules that the organisation uses, the next one first. */
    priceNotices: (query?: QueryOf<'listPriceNotices'>, options?: RequestOptions) =>
      listOperation(caller, 'listPriceNotices', { query, options }),
  };
}

/** The publisher's side: the organisation's own modules. */
export function modulesOf(caller: Caller) {
  const { call } = caller;
  return {
    /** A draft; `publish` puts it on the marketplace. */
    create: (body: BodyOf<'createModule'>, options?: RequestOptions) =>
      call('createModule', { body }, options),
    list: (query?: QueryOf<'listModules'>, options?: RequestOptions) =>
      listOperation(caller, 'listModules', { query, options }),
    change: (id: string, body: BodyOf<'changeModule'>, options?: RequestOptions) =>
      call('changeModule', { params: { id }, body }, options),
    publish: (id: string, options?: RequestOptions) =>
      call('publishModule', { params: { id } }, options),
    /** A new price version; rises take 14 days and once a month. */
    addPrice: (id: string, body: BodyOf<'addPrice'>, options?: RequestOptions) =>
      call('addPrice', { params: { id }, body }, options),
  };
}

/** What the organisation's modules earned, in base currency. */
export function earningsOf(caller: Caller) {
  return {
    get: (options?: RequestOptions) => caller.call('getEarnings', {}, options),
    /** Call by call, newest first. */
    entries: (query?: QueryOf<'listEarningsEntries'>, options?: RequestOptions) =>
      listOperation(caller, 'listEarningsEntries', { query, options }),
  };
}

import type { Caller, OperationId, QueryOf, ReplyOf } from '../call.js';
import { type List, listOf, type Page } from '../lists.js';
import type { RequestOptions } from '../options.js';

type Item<R> = R extends { readonly data: readonly (infer T)[] } ? T : never;

/** The list that an operation answers, with a query that goes with each of its pages. */
export function listOperation<Id extends OperationId>(
  { call }: Caller,
  id: Id,
  how: {
    readonly params?: Readonly<Record<string, string>>;
    readonly query?: QueryOf<Id> | undefined;
    readonly options: RequestOptions | undefined;
  },
): List<Item<ReplyOf<Id>>> {
  const query: { readonly limit?: number; readonly cursor?: string } = { ...how.query };
  return listOf((at) => {
    const page = { limit: at.limit ?? query.limit, cursor: at.cursor ?? query.cursor };
    const sent = { params: how.params as never, query: { ...query, ...page } as never };
    return call(id, sent, how.options) as Promise<Page<Item<ReplyOf<Id>>>>;
  });
}

import type { WireReply } from '../common/frame.js';

/** What a route is given once its request was found to be as described. */
export interface PaystackRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Paystack's envelope of a call that worked. */
export function ok(message: string, data: unknown, meta?: unknown): WireReply {
  const body = { status: true, message, data, ...(meta === undefined ? {} : { meta }) };
  return { status: 200, body };
}

/** Paystack's envelope of a call that did not. */
export function no(status: number, message: string, code?: string): WireReply {
  const meta = { nextStep: 'Ensure that the value(s) you are passing are valid.' };
  const more = code === undefined ? {} : { meta, type: 'validation_error', code };
  return { status, body: { status: false, message, ...more } };
}

/**
 * A page of a list that is newest first, of what was created in the period that the query names:
 * by page number, or with `use_cursor` by an opaque cursor.
 */
export function listReply<T extends { readonly createdAt: string }>(
  message: string,
  {
    items,
    query,
    view,
  }: {
    readonly items: readonly T[];
    readonly query: PaystackRequest['query'];
    readonly view: (item: T) => unknown;
  },
): WireReply {
  const { from = '', to = '9999' } = query;
  const perPage = Math.min(Number(query.perPage ?? query.per_page ?? 50), 100);
  const found = items.filter(({ createdAt }) => createdAt >= from && createdAt <= to).reverse();
  const usesCursor = query.use_cursor === 'true';
  const page = Number(query.page ?? 1);
  const start =
    usesCursor && query.next !== undefined
      ? Number(Buffer.from(query.next, 'base64').toString().split(':')[1])
      : (page - 1) * perPage;
  const end = start + perPage;
  const next = end < found.length ? Buffer.from(`row:${end}`).toString('base64') : null;
  const pageCount = Math.ceil(found.length / perPage);
  const meta = usesCursor
    ? { next, previous: null, perPage }
    : { total: found.length, skipped: start, perPage, page, pageCount };
  return ok(message, found.slice(start, end).map(view), meta);
}

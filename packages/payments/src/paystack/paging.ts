import { z } from 'zod';
import { ProviderUnknown } from '../errors.js';
import { callPaystack, type ListMeta, type PaystackApi, type QueryValue } from './http.js';

/** More pages than any list of one transaction, or one day's list, can have. */
const mostPages = 500;

/** One page of a list; `next` is opaque and null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

const markSchema = z.string().regex(/^(page:\d{1,6}|cursor:.{1,500})$/);

/**
 * Where a list goes on: by the cursor or the page count that its meta tells; where it tells nothing,
 * the list ends with an empty page.
 */
function nextMark(meta: ListMeta, { page, isEmpty }: { page: number; isEmpty: boolean }) {
  if (isEmpty) {
    return null;
  }
  if (typeof meta?.next === 'string' && meta.next !== '') {
    return `cursor:${meta.next}`;
  }
  if (typeof meta?.pageCount === 'number') {
    return page < meta.pageCount ? `page:${page + 1}` : null;
  }
  return meta?.next === null ? null : `page:${page + 1}`;
}

/** Reads one page of a list. */
export async function readPage<T>(
  api: PaystackApi,
  list: {
    readonly path: string;
    readonly query: Readonly<Record<string, QueryValue>>;
    readonly item: z.ZodType<T>;
    readonly mark: string | null;
  },
): Promise<Page<T>> {
  const mark = list.mark === null ? 'page:1' : markSchema.parse(list.mark);
  const [kind, value] = [mark.slice(0, mark.indexOf(':')), mark.slice(mark.indexOf(':') + 1)];
  const page = kind === 'page' ? Number(value) : 1;
  if (page > mostPages) {
    throw new ProviderUnknown(`Paystack's list ${list.path} does not end.`);
  }
  const at = kind === 'page' ? { page } : { next: value };
  const query = { ...list.query, ...at };
  const reply = z.array(list.item);
  const { data, meta } = await callPaystack(api, { method: 'GET', path: list.path, query, reply });
  return { items: data, next: nextMark(meta, { page, isEmpty: data.length === 0 }) };
}

/** Reads a list to its end. Throws `ProviderUnknown` for one that does not end. */
export async function readAll<T>(
  read: (mark: string | null) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let mark: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page: Page<T> = await read(mark);
    items.push(...page.items);
    if (page.next === null) {
      return items;
    }
    mark = page.next;
  }
  throw new ProviderUnknown('A list of Paystack does not end.');
}

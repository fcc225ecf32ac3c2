import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** Options of a list that is read page by page, newest first. */
export function listOptions<T>(
  queryKey: readonly unknown[],
  read: (page: { cursor?: string }, signal: AbortSignal) => Promise<Page<T>>,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      read(pageParam === null ? {} : { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<T>) => last.nextCursor,
    select: rowsOf<T>,
  });
}

function rowsOf<T>(data: InfiniteData<Page<T>, string | null>): T[] {
  return data.pages.flatMap((page) => page.data);
}

/** Enough for choices in a form; lists that can be longer are paged. */
export const CHOICES_MAX = 200;

/** Where queries begin that are about the whole platform, not about one organisation. */
export const PLATFORM = 'platform';

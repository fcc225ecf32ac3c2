import { TelexCreditsError } from './errors.js';

/** One page of a list. */
export interface Page<T> {
  readonly data: readonly T[];
  /** Give it to `page()` for the next one; null at the end. */
  readonly nextCursor: string | null;
}

/** Which page. */
export interface PageQuery {
  readonly cursor?: string | undefined;
  /** 1 to 200; 50 unless told. */
  readonly limit?: number | undefined;
}

/** A list of the server: `for await` reads all of it, page by page, and `page()` one page. */
export interface List<T, P extends Page<T> = Page<T>> extends AsyncIterable<T> {
  page(at?: PageQuery): Promise<P>;
}

/** A list over the function that reads one page. */
export function listOf<T, P extends Page<T> = Page<T>>(
  read: (at: PageQuery) => Promise<P>,
): List<T, P> {
  return {
    page: (at = {}) => read(at),
    async *[Symbol.asyncIterator]() {
      let cursor: string | undefined;
      for (;;) {
        const { data, nextCursor } = await read({ cursor });
        yield* data;
        if (nextCursor === null) {
          return;
        }
        if (nextCursor === cursor) {
          throw new TelexCreditsError({
            code: 'unexpected_reply',
            detail: 'The server named the same page twice. Try again.',
          });
        }
        cursor = nextCursor;
      }
    },
  };
}

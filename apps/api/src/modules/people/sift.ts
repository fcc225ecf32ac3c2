import type { Collection, Document, FindQuery } from '@telex-credits/store';

/** Most pages that are read for one that has nothing wanted on it. */
const pagesMax = 40;

/** Some of what was asked for; more follow as long as there is a cursor. */
export interface SiftedPage<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

interface Sifting<T> extends Pick<FindQuery, 'index' | 'equals' | 'limit'> {
  readonly cursor?: string | undefined;
  readonly wanted: (doc: T) => boolean;
}

/**
 * The next wanted documents of an index, newest first: never more than `limit`, none twice and none
 * left out. What is not wanted is read past, up to a bound; then the page is empty and the cursor
 * leads on. Throws `InvalidCursor`.
 */
export async function sift<T extends Document>(
  collection: Collection<T>,
  { wanted, cursor, ...query }: Sifting<T>,
): Promise<SiftedPage<T>> {
  let next = cursor ?? null;
  for (let pages = 1; ; pages += 1) {
    const page = await collection.find({ ...query, order: 'descending', cursor: next });
    const items = page.items.map(({ doc }) => doc).filter(wanted);
    next = page.nextCursor;
    if (items.length > 0 || next === null || pages === pagesMax) {
      return { items, nextCursor: next };
    }
  }
}

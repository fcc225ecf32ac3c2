import type { Collection, Document, FindQuery, Page } from '@telex-credits/store';

/** Every document that a query finds, page by page. */
export async function* everyDocument<T extends Document>(
  collection: Collection<T>,
  query: Omit<FindQuery, 'limit' | 'cursor'>,
): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const page: Page<T> = await collection.find({ ...query, limit: 1000, cursor });
    yield* page.items.map((item) => item.doc);
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** Deletes every document of a collection; `index` is any that all documents are in. */
export async function clearCollection<T extends Document>(
  collection: Collection<T>,
  index: string,
): Promise<void> {
  for (;;) {
    const page = await collection.find({ index, equals: [], limit: 500 });
    if (page.items.length === 0) {
      return;
    }
    await Promise.all(page.items.map((item) => collection.delete(item.doc.id)));
  }
}

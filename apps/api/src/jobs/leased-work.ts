import type { Collection, Document, FindQuery, Stored } from '@telex-credits/store';

/** A document that one worker at a time works; null or past: free to take. */
export interface LeasedDocument extends Document {
  readonly leaseUntil: string | null;
}

/**
 * Works what `due` finds, one after the other, each under a lease, so that no two workers have the
 * same document at once and one whose worker died is taken again when its lease ends. `work` gets
 * the document as leased and writes the outcome itself, by `update`, with `leaseUntil: null`. What
 * it throws goes to `failed`, which decides when to try again. Answers how many were worked.
 */
export async function workLeased<T extends LeasedDocument>(options: {
  readonly collection: Collection<T>;
  readonly due: FindQuery;
  readonly now: () => Date;
  readonly leaseSeconds: number;
  readonly work: (doc: T) => Promise<void>;
  readonly failed: (doc: T, error: unknown) => Promise<void>;
}): Promise<number> {
  const page = await options.collection.find(options.due);
  let worked = 0;
  for (const stored of page.items) {
    const leased = await lease(stored, options);
    if (leased !== undefined) {
      worked += 1;
      await options.work(leased).catch((error: unknown) => options.failed(leased, error));
    }
  }
  return worked;
}

async function lease<T extends LeasedDocument>(
  { doc, version }: Stored<T>,
  options: {
    readonly collection: Collection<T>;
    readonly now: () => Date;
    readonly leaseSeconds: number;
  },
): Promise<T | undefined> {
  const now = options.now();
  if (doc.leaseUntil !== null && doc.leaseUntil > now.toISOString()) {
    return undefined;
  }
  const leaseUntil = new Date(now.getTime() + options.leaseSeconds * 1000).toISOString();
  const leased = { ...doc, leaseUntil };
  // Somebody else may have taken it since it was found.
  return (await options.collection.replace(leased, version)) ? leased : undefined;
}

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

/** A document that is attempted until one attempt succeeds; null once nothing is to be done. */
export interface AttemptedDocument extends Document {
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
}

/**
 * Takes a due document for one attempt, which is counted first, so that one that kills its process
 * is given up in the end. Until `leaseUntil` nobody else gets it; after that it is due again.
 * `undefined` when it is not due or somebody else has it.
 */
export async function takeDue<T extends AttemptedDocument>(
  collection: Collection<T>,
  id: string,
  { now, leaseUntil }: { readonly now: Date; readonly leaseUntil: Date },
): Promise<T | undefined> {
  const stored = await collection.get(id);
  const due = stored?.doc.nextAttemptAt ?? null;
  if (stored === undefined || due === null || due > now.toISOString()) {
    return undefined;
  }
  const attempts = stored.doc.attempts + 1;
  const leased = { ...stored.doc, attempts, nextAttemptAt: leaseUntil.toISOString() };
  return (await collection.replace(leased, stored.version)) ? leased : undefined;
}

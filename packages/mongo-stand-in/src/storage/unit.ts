import type { Doc } from '../values/doc.js';
import type { StoredCollection } from './collection.js';
import type { Index } from './index-keys.js';

/**
 * A unit of work: one transaction, or one statement outside of any. It reads what was committed
 * when it began, and its own writes; nobody sees those before it commits.
 */
export interface Unit {
  /** The commit that was the newest when it began. */
  readonly snapshot: number;
  /** Its writes: the new document by record, or null for a deletion. */
  readonly writes: Map<StoredCollection, Map<string, Doc | null>>;
  /** The keys of unique indexes that it adds or takes away. */
  readonly locks: { readonly index: Index; readonly key: string }[];
  /** The collections that it makes. */
  readonly created: StoredCollection[];
  /** Resolves when it has committed or aborted. */
  readonly ended: Promise<void>;
  end(): void;
}

export function createUnit(snapshot: number): Unit {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { snapshot, writes: new Map(), locks: [], created: [], ended, end };
}

/**
 * Another unit has written the same record or unique key. `blocker` is set where that one is still
 * open; a statement outside of transactions then waits for it, a transaction fails at once.
 */
export class WriteConflict extends Error {
  override readonly name = 'WriteConflict';
  constructor(readonly blocker?: Unit) {
    super(
      'WriteConflict error: this operation conflicted with another operation. Please retry your operation or multi-document transaction.',
    );
  }
}

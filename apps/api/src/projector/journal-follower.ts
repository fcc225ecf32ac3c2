import type { Entry } from '@telex-credits/ledger';
import {
  type DocumentStore,
  defineCollection,
  type LedgerStore,
  UniqueViolation,
  update,
} from '@telex-credits/store';
import { z } from 'zod';
import { journalPages } from './journal-pages.js';
import { createPacer } from './pacer.js';

const positionSchema = z.strictObject({ id: z.string(), seq: z.number().int() });
const positions = defineCollection({
  name: 'journal_positions',
  schema: positionSchema,
  indexes: {},
  // What is done again, because a position was lost, is the same.
  derived: true,
});

/** Keeps documents that are made from the journal up with it. */
export interface JournalFollower {
  /** Resolves when every entry that the ledger had when this was called is applied. */
  catchUp(): Promise<void>;
  /** Follows commits until stopped, also those made while nobody followed. */
  start(): void;
  stop(): Promise<void>;
  /**
   * Runs `clear`, which deletes what was made, and makes it again from the first entry. Queries wait
   * meanwhile; no other process may follow under the same name while this runs.
   */
  rebuild(clear: () => Promise<void>): Promise<void>;
}

export interface JournalFollowerOptions {
  /** Names the position document; one per set of documents. */
  readonly name: string;
  readonly ledger: Pick<LedgerStore, 'entries' | 'lastSeq' | 'onCommit'>;
  readonly documents: DocumentStore;
  /**
   * Applies entries in the journal's order. May see entries again after a crash, in other batches,
   * and must not apply one twice.
   */
  readonly apply: (entries: readonly Entry[]) => Promise<void>;
  /** Told of failures while following; the next commit tries again. */
  readonly onError: (error: unknown) => void;
  /**
   * Least time between two runs that commits start, so that bursts share one; longer while runs are
   * long, so that following takes a fifth of the thread at most.
   */
  readonly spacingMs?: number;
  readonly batchSize?: number;
}

/** Makes a follower whose position is stored after each batch. */
export function createJournalFollower(options: JournalFollowerOptions): JournalFollower {
  const { ledger, name, spacingMs = 250, batchSize = 100 } = options;
  const pages = journalPages(ledger);
  const collection = options.documents.collection(positions);
  let position: number | undefined;
  let step: Promise<void> | undefined;
  let rebuilding: Promise<void> | undefined;
  let stopFollowing: (() => void) | undefined;

  async function applyBatch(): Promise<void> {
    position ??= (await collection.get(name))?.doc.seq ?? 0;
    const entries = await pages.after(position, batchSize);
    const last = entries.at(-1);
    if (last !== undefined) {
      await options.apply(entries);
      await savePosition(last.seq);
      position = last.seq;
    }
  }

  async function savePosition(seq: number): Promise<void> {
    // Another process may have been faster; a position never goes back.
    const forward = () =>
      update(collection, name, (doc) => (doc.seq < seq ? { id: name, seq } : undefined));
    if ((await forward()) === undefined) {
      try {
        await collection.insert({ id: name, seq });
      } catch (error) {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
        await forward();
      }
    }
  }

  function oneStep(): Promise<void> {
    step ??= applyBatch().finally(() => {
      step = undefined;
    });
    return step;
  }

  async function reach(target: number): Promise<void> {
    while (position === undefined || position < target) {
      await oneStep();
    }
  }

  async function catchUp(): Promise<void> {
    await rebuilding;
    await reach(await ledger.lastSeq());
  }

  const pacer = createPacer(spacingMs, () => catchUp().catch(options.onError));

  return {
    catchUp,
    start() {
      stopFollowing ??= ledger.onCommit(pacer.nudge);
      pacer.nudge();
    },
    async stop() {
      stopFollowing?.();
      stopFollowing = undefined;
      await pacer.stop();
    },
    async rebuild(clear) {
      await rebuilding;
      await step;
      rebuilding = (async () => {
        await collection.delete(name);
        await clear();
        position = 0;
        await reach(await ledger.lastSeq());
      })().finally(() => {
        rebuilding = undefined;
      });
      await rebuilding;
    },
  };
}

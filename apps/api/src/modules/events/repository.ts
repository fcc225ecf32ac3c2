import type { StreamEvent } from '@telex-credits/contracts';
import { type DocumentStore, update } from '@telex-credits/store';
import { createSerial } from '../../foundation/serial.js';
import { insertedOnce } from '../../projector/fold.js';
import { counterCollection, type EventBatch, type EventFact, eventCollection } from './schemas.js';
import { createStreamEnds } from './stream-ends.js';

/** An event with the entry that it tells of. */
export interface LedgerEvent {
  readonly seq: number;
  readonly event: EventFact;
}

/** Events by organisation, in the order of their numbers. */
export interface EventRepository {
  append(organisationId: string, event: EventFact): Promise<void>;
  /** Appends those that tell of entries newer than any told of before. */
  appendFromLedger(organisationId: string, events: readonly LedgerEvent[]): Promise<void>;
  /** Number of the newest event; 0 before the first. */
  newest(organisationId: string): Promise<number>;
  /** Events behind a number, at least one batch of them. */
  after(organisationId: string, number: number): Promise<StreamEvent[]>;
  /** Deletes events from before a time. */
  prune(before: string): Promise<void>;
}

export function createEventRepository(documents: DocumentStore): EventRepository {
  const batches = documents.collection(eventCollection);
  const counters = documents.collection(counterCollection);
  const inTurn = createSerial();

  const { newest, endOf, insert } = createStreamEnds({ batches, counters });

  return {
    newest,
    append: (organisationId, event) =>
      inTurn(organisationId, () =>
        untilDone(async () => {
          const end = await endOf(organisationId);
          return insert(organisationId, [event], { end, ledgerSeq: null });
        }),
      ),
    appendFromLedger: (organisationId, events) =>
      inTurn(organisationId, () =>
        untilDone(async () => {
          const end = await endOf(organisationId);
          const fresh = events.filter((one) => one.seq > end.told);
          const last = fresh.at(-1);
          const facts = fresh.map((one) => one.event);
          return last === undefined || insert(organisationId, facts, { end, ledgerSeq: last.seq });
        }),
      ),
    async after(organisationId, number) {
      const page = await batches.find({
        index: 'by_last',
        equals: [organisationId],
        range: { after: number },
        limit: 20,
      });
      return page.items
        .flatMap(({ doc }) => wireEvents(doc))
        .filter(({ id }) => Number(id) > number);
    },
    async prune(before) {
      for (;;) {
        const old = await batches.find({
          index: 'by_time',
          equals: [],
          range: { before },
          limit: 500,
        });
        if (old.items.length === 0) {
          return;
        }
        for (const { doc } of old.items) {
          await keepCounter(doc);
          await batches.delete(doc.id);
        }
      }
    },
  };

  async function keepCounter({ organisationId, last }: EventBatch): Promise<void> {
    await insertedOnce(counters, { id: organisationId, last });
    await update(counters, organisationId, (doc) =>
      doc.last < last ? { ...doc, last } : undefined,
    );
  }
}

/** Another process may take the number that was meant: then the next one is tried. */
async function untilDone(attempt: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await attempt()) {
      return;
    }
  }
  throw new Error('others stored events 50 times in a row');
}

function wireEvents(batch: EventBatch): StreamEvent[] {
  return batch.events.map((event, index) => ({ id: String(batch.first + index), ...event }));
}

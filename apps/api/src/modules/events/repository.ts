import type { StreamEvent } from '@telex-credits/contracts';
import { type DocumentStore, type FindQuery, update } from '@telex-credits/store';
import { createSerial } from '../../foundation/serial.js';
import { insertedOnce } from '../../projector/fold.js';
import { counterCollection, type EventBatch, type EventFact, eventCollection } from './schemas.js';

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

  async function top(index: 'by_last' | 'by_ledger', organisationId: string) {
    const query: FindQuery = { index, equals: [organisationId], order: 'descending', limit: 1 };
    return (await batches.find(query)).items[0]?.doc;
  }

  async function newest(organisationId: string): Promise<number> {
    const last = (await top('by_last', organisationId))?.last;
    return last ?? (await counters.get(organisationId))?.doc.last ?? 0;
  }

  async function insert(
    organisationId: string,
    events: readonly EventFact[],
    ledgerSeq: number | null,
  ): Promise<boolean> {
    const first = (await newest(organisationId)) + 1;
    const at = events.at(-1)?.at ?? '';
    const last = first + events.length - 1;
    const id = `${organisationId}|${first}`;
    const batch = { id, organisationId, first, last, ledgerSeq, at, events: [...events] };
    return insertedOnce(batches, batch);
  }

  return {
    newest,
    append: (organisationId, event) =>
      inTurn(organisationId, () => untilDone(() => insert(organisationId, [event], null))),
    appendFromLedger: (organisationId, events) =>
      inTurn(organisationId, () =>
        untilDone(async () => {
          const told = (await top('by_ledger', organisationId))?.ledgerSeq ?? 0;
          const fresh = events.filter((one) => one.seq > told);
          const last = fresh.at(-1);
          const facts = fresh.map((one) => one.event);
          return last === undefined || insert(organisationId, facts, last.seq);
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

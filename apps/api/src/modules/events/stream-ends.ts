import type { Collection, FindQuery } from '@telex-credits/store';
import { insertedOnce } from '../../projector/fold.js';
import type { EventBatch, EventFact } from './schemas.js';

/** Where an organisation's stream ends. */
interface StreamEnd {
  readonly last: number;
  /** The newest entry that was told of. */
  readonly told: number;
  readonly writtenAt: number;
}

/** Far shorter than events are kept: a number is never given away twice. */
const endKnownMs = 10_000;
const endsMost = 10_000;

/** Appends to the streams of organisations, whose ends are known for a moment after a write. */
export function createStreamEnds(stores: {
  readonly batches: Collection<EventBatch>;
  readonly counters: Collection<{ readonly id: string; readonly last: number }>;
}) {
  const { batches, counters } = stores;
  const ends = new Map<string, StreamEnd>();

  async function top(index: 'by_last' | 'by_ledger', organisationId: string) {
    const query: FindQuery = { index, equals: [organisationId], order: 'descending', limit: 1 };
    return (await batches.find(query)).items[0]?.doc;
  }

  async function newest(organisationId: string): Promise<number> {
    const last = (await top('by_last', organisationId))?.last;
    return last ?? (await counters.get(organisationId))?.doc.last ?? 0;
  }

  /** The end of a stream: known for a moment after we wrote it, else looked up. */
  async function endOf(organisationId: string): Promise<StreamEnd> {
    const known = ends.get(organisationId);
    if (known !== undefined && performance.now() - known.writtenAt < endKnownMs) {
      return known;
    }
    const told = (await top('by_ledger', organisationId))?.ledgerSeq ?? 0;
    return { last: await newest(organisationId), told, writtenAt: 0 };
  }

  /** False when another process took the number: then the stream's end is looked up again. */
  async function insert(
    organisationId: string,
    events: readonly EventFact[],
    from: { readonly end: StreamEnd; readonly ledgerSeq: number | null },
  ): Promise<boolean> {
    const { end, ledgerSeq } = from;
    const first = end.last + 1;
    const at = events.at(-1)?.at ?? '';
    const last = end.last + events.length;
    const id = `${organisationId}|${first}`;
    const batch = { id, organisationId, first, last, ledgerSeq, at, events: [...events] };
    const inserted = await insertedOnce(batches, batch);
    if (!inserted || ends.size >= endsMost) {
      ends.clear();
    }
    if (inserted) {
      const writtenAt = performance.now();
      ends.set(organisationId, { last, told: ledgerSeq ?? end.told, writtenAt });
    }
    return inserted;
  }

  return { newest, endOf, insert };
}

import {
  type DecisionContext,
  decide,
  decodeEntry,
  decodeRefusal,
  type Entry,
  encodeRefusal,
  fingerprint,
  type Operation,
  type Refusal,
  type Result,
} from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import type { BatchReads, Known } from './batch-reads.js';
import { type BatchState, Missing } from './batch-state.js';
import type { RefusalRow } from './rows.js';

/** The most things that one decision may ask for, one after the other. */
const needsMax = 10_000;

const unknown: Result = { ok: false, refusal: { code: 'unknown' }, replayed: false };
const reused: Result = {
  ok: false,
  refusal: { code: 'id_reused_with_different_body' },
  replayed: false,
};

/** An answer that is final for its id. */
type Answer =
  | { readonly ok: true; readonly entry: Entry; readonly replayed: boolean }
  | { readonly ok: false; readonly refusal: Refusal; readonly replayed: boolean };

/** Where a batch stands in the journal. */
export interface BatchPlace {
  readonly seqBefore: number;
  /** The moment at which everything in it happens. */
  readonly at: string;
  readonly baseCurrency: Currency;
  /** Attempts of this same batch: what they wrote is no replay. */
  readonly attempts: ReadonlySet<string>;
  readonly attempt: string;
  readonly report: (error: unknown) => void;
}

/** One attempt at a batch: answers its operations one after the other; nothing is written here. */
export class Batch {
  readonly #state: BatchState;
  readonly #reads: BatchReads;
  readonly #place: BatchPlace;
  readonly #answered = new Map<string, { readonly body: string; readonly result: Answer }>();
  readonly refusals: RefusalRow[] = [];

  constructor(parts: {
    readonly state: BatchState;
    readonly reads: BatchReads;
    readonly place: BatchPlace;
  }) {
    this.#state = parts.state;
    this.#reads = parts.reads;
    this.#place = parts.place;
  }

  async work(operations: readonly Operation[]): Promise<Result[]> {
    const known = await this.#reads.known(operations.map(({ id }) => id));
    const fresh = operations.filter(({ id }) => !known.entries.has(id) && !known.refusals.has(id));
    await this.#reads.prefetch(this.#state, fresh);
    const results: Result[] = [];
    for (const operation of operations) {
      results.push(await this.#one(operation, known));
    }
    return results;
  }

  async #one(operation: Operation, known: Known): Promise<Result> {
    const body = fingerprint(operation);
    const before = this.#answered.get(operation.id);
    if (before !== undefined) {
      return before.body === body ? { ...before.result, replayed: true } : reused;
    }
    const stored = this.#stored(operation.id, known);
    if (stored !== undefined) {
      const result = stored.body === body ? stored.result : reused;
      this.#answered.set(operation.id, stored);
      return result;
    }
    const result = await this.#decide(operation, body);
    if (result === undefined) {
      return unknown;
    }
    this.#answered.set(operation.id, { body, result });
    return result;
  }

  #stored(id: string, known: Known): { body: string; result: Answer } | undefined {
    const entryRow = known.entries.get(id);
    if (entryRow !== undefined) {
      const entry = decodeEntry(entryRow.body);
      const replayed = !this.#place.attempts.has(entryRow.attempt);
      return { body: fingerprint(entry.operation), result: { ok: true, entry, replayed } };
    }
    const row = known.refusals.get(id);
    if (row !== undefined) {
      const replayed = !this.#place.attempts.has(row.attempt);
      const refusal = decodeRefusal(row.refusal);
      return { body: row.fingerprint, result: { ok: false, refusal, replayed } };
    }
    return undefined;
  }

  async #decide(operation: Operation, body: string): Promise<Answer | undefined> {
    const { at, attempt, baseCurrency, seqBefore } = this.#place;
    const seq = seqBefore + this.#state.entries.length + 1;
    const decision = await this.#decideWith(operation, { now: at, seq, baseCurrency });
    if (decision === undefined) {
      return undefined;
    }
    if (!decision.ok) {
      const { refusal } = decision;
      const row = { at, attempt, fingerprint: body, refusal: encodeRefusal(refusal) };
      this.refusals.push({ _id: operation.id, ...row });
      return { ok: false, refusal, replayed: false };
    }
    this.#state.apply(decision.entry, decision.changes);
    return { ok: true, entry: decision.entry, replayed: false };
  }

  /** Decides; reads what the decision lacks and decides again. Undefined when it cannot be made. */
  async #decideWith(operation: Operation, context: DecisionContext) {
    for (let needs = 0; needs < needsMax; needs += 1) {
      try {
        return decide(this.#state, operation, context);
      } catch (error) {
        if (!(error instanceof Missing)) {
          // `decide` changes nothing, so only this operation is in doubt.
          this.#place.report(error);
          return undefined;
        }
        await this.#reads.supply(this.#state, error.need);
      }
    }
    this.#place.report(new Error(`${operation.type} ${operation.id} asked for too much`));
    return undefined;
  }
}

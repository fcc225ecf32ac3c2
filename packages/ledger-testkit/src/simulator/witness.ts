import { isDeepStrictEqual } from 'node:util';
import { type Entry, type Operation, type Result, viewWallet } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';
import { Broken } from './broken.js';
import { SerialModels } from './serial-models.js';
import type { Fault, Round, Subject } from './subject.js';
import type { Traffic } from './traffic.js';

/** What became of an id when it was first worked. */
interface Known {
  readonly operation: Operation;
  readonly result: Result;
}

interface Asked {
  readonly operation: Operation;
  readonly result: Result;
  /** Whether the store answered; otherwise the outcome was read afterwards. */
  readonly answered: boolean;
}

const isTransient = (result: Result | undefined): boolean =>
  result === undefined ||
  (!result.ok && (result.refusal.code === 'unknown' || result.refusal.code === 'overloaded'));

const isReused = (result: Result): boolean =>
  !result.ok && result.refusal.code === 'id_reused_with_different_body';

const sameResult = (a: Result | undefined, b: Result): boolean =>
  a !== undefined && isDeepStrictEqual({ ...a, replayed: false }, { ...b, replayed: false });

const say = (result: Result | undefined): string =>
  result === undefined ? 'nothing' : result.ok ? `entry ${result.entry.seq}` : result.refusal.code;

/** Sees everything that the ledger does, and throws `Broken` when that breaks one of its promises. */
export class Witness {
  readonly models = new SerialModels();
  readonly #subject: Subject;
  readonly #traffic: Traffic;
  readonly #clock: () => Date;
  readonly #known = new Map<string, Known>();
  readonly #acknowledged = new Map<string, Result>();
  /** The latest time at which anything was worked. */
  #latest = '';
  refused = 0;

  constructor(parts: {
    readonly subject: Subject;
    readonly traffic: Traffic;
    readonly clock: () => Date;
  }) {
    this.#subject = parts.subject;
    this.#traffic = parts.traffic;
    this.#clock = parts.clock;
  }

  get #store(): LedgerStore {
    return this.#subject.store;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  /** After a commit, failed or not: reads what it did and works that in the models. */
  async follow(
    submissions: readonly (readonly Operation[])[],
    { answers, kept }: Round,
    fault: Fault | null,
  ): Promise<void> {
    const before = this.models.lastSeq;
    const fresh = await this.#newEntries();
    const asked = await this.#outcomes(submissions.flat(), answers?.flat(), fault);
    const worked = asked.filter(({ operation }) => !this.#known.has(operation.id));
    this.#checkKept(kept, submissions.flat(), worked);
    const now = this.#now();
    this.#work(asked, fresh, now);
    const granted = new Set(fresh.filter(({ type }) => type === 'grant').map(({ id }) => id));
    if (this.models.lastSeq > before || worked.length > 0) {
      this.models.check(this.models.lastAt, granted);
    }
  }

  /** What the ledger's clock shows: never earlier than its newest entry. */
  #now(): string {
    const now = this.#clock().toISOString();
    const { lastAt } = this.models;
    if (lastAt > now) {
      return lastAt;
    }
    return now;
  }

  async #newEntries(): Promise<Entry[]> {
    const afterSeq = this.models.lastSeq;
    return this.#store.entries({ afterSeq, order: 'oldest_first', limit: 100_000 });
  }

  /** Answers of the store, and for what it left open the outcomes that it can be asked for. */
  async #outcomes(
    operations: readonly Operation[],
    results: readonly Result[] | undefined,
    fault: Fault | null,
  ): Promise<Asked[]> {
    const asked: Asked[] = [];
    for (const [at, operation] of operations.entries()) {
      const given = results?.[at];
      if (given !== undefined && !isTransient(given)) {
        asked.push({ operation, result: given, answered: true });
        continue;
      }
      if (fault === null) {
        throw new Broken(`${operation.id} was answered ${say(given)}, and nothing had failed`);
      }
      const result = await this.#store.outcome(operation.id);
      if (result !== undefined) {
        asked.push({ operation, result, answered: false });
      }
    }
    return asked;
  }

  #checkKept(kept: Round['kept'], all: readonly Operation[], worked: readonly Asked[]): void {
    const ids = new Set(all.map(({ id }) => id).filter((id) => !this.#known.has(id)));
    const found = new Set(worked.map(({ operation }) => operation.id));
    const nothing = found.size === 0;
    const everything = found.size === ids.size;
    const fine = kept === 'all' ? everything : kept === 'nothing' ? nothing : nothing || everything;
    if (!fine) {
      throw new Broken(`of a commit of ${ids.size} new operations ${found.size} were kept`);
    }
  }

  #work(asked: readonly Asked[], fresh: readonly Entry[], now: string): void {
    const ids = new Set(asked.map(({ operation }) => operation.id));
    const isSweep = ({ id, type }: Entry) => type === 'expire' && !ids.has(id);
    const sweeps = fresh.findIndex((entry) => !isSweep(entry));
    const { ordered } = this.#subject;
    const head = ordered ? fresh.slice(0, sweeps < 0 ? fresh.length : sweeps) : fresh;
    for (const entry of head) {
      this.models.enter(entry);
    }
    const exact = ordered && now >= this.#latest;
    if (exact) {
      this.#latest = now;
    }
    for (const one of asked) {
      this.#one(one, { now, exact });
    }
    const last = fresh.at(-1)?.seq ?? this.models.lastSeq;
    if (this.models.lastSeq !== last) {
      throw new Broken(`entry ${this.models.lastSeq + 1} was asked for by nobody`);
    }
  }

  #one(asked: Asked, moment: { readonly now: string; readonly exact: boolean }): void {
    const { operation, result, answered } = asked;
    const { id } = operation;
    const known = this.#known.get(id);
    if (known !== undefined) {
      this.#again(asked, known);
      return;
    }
    if (isReused(result) || (answered && result.replayed)) {
      throw new Broken(`${id} was answered ${say(result)}, as if it had been worked before`);
    }
    this.#known.set(id, { operation, result });
    if (result.ok) {
      if (result.entry.seq > this.models.lastSeq) {
        this.models.enter(result.entry);
      }
    } else {
      this.refused += 1;
      this.#refused(asked, moment);
    }
    this.#checkForm(operation, result, moment.now);
  }

  #refused(
    { operation, result }: Asked,
    { now, exact }: { readonly now: string; readonly exact: boolean },
  ): void {
    if (exact && !result.ok && !isTransient(result) && !isReused(result)) {
      this.models.refuse(operation, result.refusal as Parameters<SerialModels['refuse']>[1], now);
    }
  }

  /** An id that was worked before: the same answer for the same body, whenever and however often. */
  #again({ operation, result, answered }: Asked, known: Known): void {
    const same = isDeepStrictEqual(known.operation, operation);
    const right = !answered || same ? sameResult(result, known.result) : isReused(result);
    const marked = !answered || result.replayed || !same;
    if (!right || !marked) {
      const first = `${say(known.result)}${same ? '' : ' for another body'}`;
      throw new Broken(`${operation.id} was answered ${say(result)}, first ${first}`);
    }
  }

  /** Malformed operations are refused as such, and no others are. */
  #checkForm(operation: Operation, result: Result, now: string): void {
    const late =
      (operation.type === 'hold' || operation.type === 'extend') && operation.expiresAt <= now;
    const malformed = late || this.#traffic.isMalformed(operation.id);
    if (malformed !== (!result.ok && result.refusal.code === 'invalid_operation')) {
      const form = malformed ? 'malformed' : 'well formed';
      throw new Broken(`${operation.type} ${operation.id} is ${form}; it got ${say(result)}`);
    }
  }

  /** A client has this answer now: from here on it must be there for ever. */
  acknowledge(operation: Operation, result: Result): void {
    if (!isReused(result)) {
      this.#acknowledged.set(operation.id, result);
    }
  }

  /** What the store says became of these ids; it must be what it answered. */
  async ask(ids: readonly string[]): Promise<(Result | undefined)[]> {
    const results = await Promise.all(ids.map((id) => this.#store.outcome(id)));
    for (const [at, id] of ids.entries()) {
      const known = this.#known.get(id);
      const result = results[at];
      const right = known === undefined ? result === undefined : sameResult(result, known.result);
      if (!right) {
        throw new Broken(
          `asked for ${id} the store says ${say(result)}, not ${say(known?.result)}`,
        );
      }
    }
    return results;
  }

  /** A wallet that a client reads must be what the journal makes of it, as of now. */
  async look(walletId: string): Promise<void> {
    const now = this.#now();
    if (now < this.#latest) {
      return;
    }
    const read = await this.#store.wallet(walletId);
    const { state } = this.models;
    const wallet = state.wallet(walletId);
    const should = wallet && viewWallet(wallet, state.openHolds(walletId), now);
    if (!isDeepStrictEqual(read, should)) {
      throw new Broken(`wallet ${walletId} is read as another than its entries make`);
    }
  }

  /** After a restart, everything that a client was told is there. */
  async restarted(): Promise<void> {
    for (const [id, result] of this.#acknowledged) {
      const outcome = await this.#store.outcome(id);
      if (!sameResult(outcome, result)) {
        throw new Broken(`after a restart ${id} is ${say(outcome)}; acknowledged ${say(result)}`);
      }
    }
  }
}

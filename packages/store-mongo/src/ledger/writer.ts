import { setTimeout as sleep } from 'node:timers/promises';
import { dueExpiries, type HoldState, type Operation, type Result } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import type { BatchWorker, Worked } from '@telex-credits/store';
import type { ClientSession, Connection } from 'mongoose';
import { Batch } from './batch.js';
import { BatchReads } from './batch-reads.js';
import { inTransaction, mayTryAgain } from './batch-session.js';
import { BatchState } from './batch-state.js';
import { Conflict, writeEffect } from './batch-writes.js';
import { headId, type LedgerModels } from './models.js';
import { type HeadRow, type HoldRow, type LotRow, readHold } from './rows.js';
import { type TurnRow, Turns, turnId } from './turns.js';

/** How to make a writer. */
export interface WriterOptions {
  readonly connection: Connection;
  readonly models: LedgerModels;
  readonly baseCurrency: Currency;
  readonly batchMax: number;
  /** How long a batch is tried; then its operations are answered `unknown`. */
  readonly patienceMs: number;
  /** The moment, never going back. */
  readonly now: () => string;
  /** Spreads waits so that engines do not meet again: 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** Names this engine and its attempts. */
  readonly newId: () => string;
  /** Told about what should never happen: a batch that failed, a decision that threw. */
  readonly report: (error: unknown) => void;
}

/** Waits after the first failed attempt, and the most, in milliseconds. */
const backoffMs = { first: 4, most: 250 };
/** Engines take turns as long as another one was seen within this time. */
const rememberedMs = 2000;

const noTurn = async () => undefined;

const unknown: Result = { ok: false, refusal: { code: 'unknown' }, replayed: false };

interface Attempted {
  readonly results: readonly Result[];
  readonly due: number;
  readonly lastSeq: number;
  /** Whether more expiries may be due than the batch had room for. */
  readonly more: boolean;
}

/**
 * Works one batch at a time, each in one transaction. Other engines may work on the same database: a
 * batch commits only when nobody committed since its snapshot, otherwise it reads and decides again.
 */
export class MongoWriter implements BatchWorker {
  readonly #options: WriterOptions;
  readonly #id: string;
  readonly #turns: Turns;
  #lastSeq = 0;
  #othersSeenAt = Number.NEGATIVE_INFINITY;
  /** Transactions that wrote, and attempts that had to be made again. */
  commits = 0;
  repeats = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#id = options.newId();
    this.#turns = new Turns(options.models.head, options.random);
  }

  /** Never rejects: operations whose outcome is not known are answered `unknown`. */
  async work(operations: readonly Operation[]): Promise<Worked> {
    try {
      if (operations.length === 0 && !(await this.#isAnythingDue())) {
        return { results: [], lastSeq: this.#lastSeq };
      }
      return { results: await this.#workAll(operations), lastSeq: this.#lastSeq };
    } catch (error) {
      this.#options.report(error);
      return { results: operations.map(() => unknown), lastSeq: this.#lastSeq };
    }
  }

  /** After a long stop more may be due than fits one transaction. */
  async #workAll(operations: readonly Operation[]): Promise<Result[]> {
    const giveUpAt = performance.now() + this.#options.patienceMs;
    for (;;) {
      const before = this.#lastSeq;
      const { results, due, more } = await this.#untilDone(operations, giveUpAt);
      if (!more) {
        return results.slice(due);
      }
      if (this.#lastSeq === before) {
        // What callers ask for must not wait for what cannot be done.
        this.#options.report(new Error(`${due} expiries are due and none can be worked`));
        const last = await this.#untilDone(operations, giveUpAt, { skipDue: true });
        return [...last.results];
      }
    }
  }

  async #untilDone(
    operations: readonly Operation[],
    giveUpAt: number,
    options: { readonly skipDue?: boolean } = {},
  ): Promise<Attempted> {
    const attempts = new Set<string>();
    for (let failures = 0; ; failures += 1) {
      const isAlone = performance.now() - this.#othersSeenAt > rememberedMs;
      const endTurn = isAlone ? noTurn : await this.#turns.take(giveUpAt);
      try {
        const attempted = await this.#attempt(operations, attempts, options.skipDue ?? false);
        this.#lastSeq = Math.max(this.#lastSeq, attempted.lastSeq);
        return attempted;
      } catch (error) {
        if (!mayTryAgain(error) || performance.now() >= giveUpAt) {
          throw error;
        }
        this.repeats += 1;
        this.#othersSeenAt = performance.now();
        const most = Math.min(backoffMs.most, backoffMs.first * 2 ** failures);
        await sleep(this.#options.random() * most);
      } finally {
        await endTurn();
      }
    }
  }

  #attempt(
    operations: readonly Operation[],
    attempts: Set<string>,
    skipDue: boolean,
  ): Promise<Attempted> {
    const { connection, patienceMs } = this.#options;
    const attempt = this.#options.newId();
    attempts.add(attempt);
    return inTransaction(connection, { commitTimeoutMs: patienceMs }, async (session) => {
      const head = await this.#readHead(session);
      const now = this.#options.now();
      const at = later(head.at, now);
      const state = new BatchState();
      const reads = new BatchReads(this.#options.models, session);
      const due = skipDue ? [] : await this.#due(session, { at, state, reads });
      const more = due.length >= this.#options.batchMax;
      const { baseCurrency, report } = this.#options;
      const seqBefore = head.seq;
      const place = { seqBefore, at, baseCurrency, attempts, attempt, report };
      const batch = new Batch({ state, reads, place });
      const results = await batch.work(more ? due : [...due, ...operations]);
      const written = state.entries.length + batch.refusals.length > 0;
      const lastSeq = seqBefore + state.entries.length;
      if (written) {
        const { refusals } = batch;
        const headAfter = this.#headAfter(head, { seq: lastSeq, at });
        const effect = { state, refusals, attempt, headBefore: head, headAfter };
        await writeEffect(this.#options.models, session, effect);
        this.commits += 1;
      }
      return {
        commit: written || results.length > 0,
        value: { results, due: due.length, lastSeq, more },
      };
    });
  }

  #headAfter(head: HeadRow, { seq, at }: { seq: number; at: string }): HeadRow {
    const moved = seq > head.seq ? { seq, at } : {};
    return { ...head, ...moved, batch: head.batch + 1, writer: this.#id };
  }

  async #readHead(session: ClientSession): Promise<HeadRow> {
    const { head } = this.#options.models;
    const rows = await head
      .find({ _id: { $in: [headId, turnId] } })
      .session(session)
      .lean<(HeadRow | TurnRow)[]>();
    const found = rows.find((row): row is HeadRow => row._id === headId);
    const turn = rows.find((row): row is TurnRow => row._id === turnId);
    if (found === undefined) {
      throw new Conflict('the ledger has lost its head');
    }
    const isWaitedFor = turn !== undefined && turn.next > turn.serving + 1;
    if (isWaitedFor || (found.writer !== '' && found.writer !== this.#id)) {
      this.#othersSeenAt = performance.now();
    }
    return found;
  }

  /** Outside a transaction, so that an idle ledger costs three small reads; also sees others' commits. */
  async #isAnythingDue(): Promise<boolean> {
    const { head, holds, lots } = this.#options.models;
    const found = await head.findById(headId).lean<HeadRow>();
    this.#lastSeq = Math.max(this.#lastSeq, found?.seq ?? 0);
    const at = this.#options.now();
    const due = await Promise.all([
      holds.findOne(dueHolds(at), { _id: 1 }).lean(),
      lots.findOne(dueLots(at), { _id: 1 }).lean(),
    ]);
    return due.some((one) => one !== null);
  }

  async #due(
    session: ClientSession,
    { at, state, reads }: { at: string; state: BatchState; reads: BatchReads },
  ): Promise<Operation[]> {
    const { batchMax, models } = this.#options;
    const holds = await models.holds
      .find(dueHolds(at))
      .sort({ expiresAt: 1 })
      .limit(batchMax)
      .session(session)
      .lean<HoldRow[]>();
    const lots = await models.lots
      .find(dueLots(at), { walletId: 1 })
      .sort({ lapsesAt: 1 })
      .limit(batchMax)
      .session(session)
      .lean<LotRow[]>();
    const holdsOf = new Map<string, HoldState[]>();
    for (const hold of holds.map(readHold)) {
      state.putHold(hold);
      holdsOf.set(hold.walletId, [...(holdsOf.get(hold.walletId) ?? []), hold]);
    }
    const walletIds = new Set([...holdsOf.keys(), ...lots.map(({ walletId }) => walletId)]);
    await reads.wallets(state, [...walletIds]);
    return [...walletIds].flatMap((id) => {
      const wallet = state.wallet(id);
      return wallet === undefined ? [] : dueExpiries(wallet, holdsOf.get(id) ?? [], at);
    });
  }
}

/** Times are texts that sort as they follow each other. */
function later(a: string, b: string): string {
  return [a, b].sort().at(-1) ?? b;
}

const dueHolds = (at: string) => ({ status: 'held' as const, expiresAt: { $lte: at } });
const dueLots = (at: string) => ({ lapsesAt: { $gt: '', $lte: at } });

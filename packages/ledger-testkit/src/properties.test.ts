import type { Operation, Result } from '@telex-credits/ledger';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from './invariants.js';
import { ModelLedger } from './model-ledger.js';
import { modelDifference } from './plain/compare-models.js';
import { PlainModel } from './plain/plain-model.js';
import { type Step, StoryTeller, stories } from './random-steps.js';

/** A story told to the rules and, entry by entry, to the naive model. */
class Both {
  readonly teller = new StoryTeller();
  readonly ledger = new ModelLedger({ now: this.teller.clock, baseCurrency: 'USD' });
  readonly model = new PlainModel();
  readonly worked: Operation[] = [];
  readonly answers: Result[] = [];

  constructor() {
    this.submit(this.teller.opening());
  }

  tell(steps: readonly Step[]): void {
    for (const step of steps) {
      const operation = this.teller.tell(step);
      this.submit(operation === null ? [] : [operation]);
    }
  }

  submit(operations: readonly Operation[]): void {
    for (const operation of operations) {
      this.#follow(operation);
    }
    if (operations.length === 0) {
      this.#catchUp(this.ledger.journal.length, () => this.ledger.work([]));
    }
  }

  #follow(operation: Operation): void {
    const before = this.ledger.journal.length;
    const [result] = this.ledger.work([operation]);
    if (result === undefined) {
      throw new Error('no result');
    }
    this.#catchUp(before, () => undefined);
    if (!result.ok) {
      const code = this.model.work(operation, this.teller.clock().toISOString());
      this.#agree(operation, code, result.refusal.code);
    }
    this.worked.push(operation);
    this.answers.push(result);
    this.compare();
  }

  /** Every entry, an expiry that the ledger worked by itself too, is what the model would do. */
  #catchUp(before: number, act: () => unknown): void {
    act();
    for (const entry of this.ledger.journal.slice(before)) {
      const code = this.model.work(entry.operation, entry.at);
      this.#agree(entry.operation, code, 'ok');
    }
  }

  /** Plain comparisons, because `expect` is too slow for each of a hundred thousand steps. */
  #agree(operation: Operation, model: string, ledger: string): void {
    if (model !== ledger) {
      throw new Error(`${operation.type} ${operation.id}: model ${model}, ledger ${ledger}`);
    }
  }

  compare(): void {
    const difference = modelDifference(this.ledger.state, this.model);
    if (difference !== null) {
      throw new Error(difference);
    }
  }

  problems(): string[] {
    const { state, journal } = this.ledger;
    const checks = checkInvariants({
      entries: journal,
      wallets: [...state.wallets.values()],
      lots: [...state.lots.values()],
      holds: [...state.holds.values()],
      payouts: [...state.payouts.values()],
      balances: state.balances(''),
    });
    return checks.flatMap(({ name, problems }) => problems.map((text) => `${name}: ${text}`));
  }
}

const told = (steps: readonly Step[]): Both => {
  const both = new Both();
  both.tell(steps);
  return both;
};

describe('after any story of operations', () => {
  it('the ledger is what the naive model says, entry by entry, and every invariant holds', () => {
    fc.assert(
      fc.property(stories(80), (steps) => {
        expect(told(steps).problems()).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('giving all money back leaves nothing in the exchange account, in any currency', () => {
    fc.assert(
      fc.property(stories(60), (steps) => {
        const both = told(steps);
        both.submit(both.teller.ending());
        const left = both.ledger.state.balances('fx');
        expect(left).toEqual([]);
        for (const lot of both.ledger.state.lots.values()) {
          expect(lot.reversalDue).toBe(0n);
          if (lot.source !== null) {
            expect(lot.reversed + lot.indebted).toBe(lot.size);
          }
        }
        expect(both.problems()).toEqual([]);
      }),
      { numRuns: 80 },
    );
  }, 60_000);

  it('every operation submitted again answers the same and changes nothing', () => {
    fc.assert(
      fc.property(stories(30), fc.infiniteStream(fc.nat(1_000)), (steps, picks) => {
        const both = told(steps);
        const before = both.ledger.state.balances('');
        const seq = both.ledger.journal.length;
        for (const pick of picks.take(20)) {
          const at = pick % both.worked.length;
          const again = both.ledger.work(both.worked.slice(at, at + 1));
          expect(again).toEqual([{ ...both.answers[at], replayed: true }]);
        }
        expect(both.ledger.journal).toHaveLength(seq);
        expect(both.ledger.state.balances('')).toEqual(before);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

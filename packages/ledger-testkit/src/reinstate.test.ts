import type { Operation } from '@telex-credits/ledger';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from './invariants.js';
import { ModelLedger } from './model-ledger.js';
import { type Step, StoryTeller, stories } from './random-steps.js';

/** One telling of a story; a second one makes the same operations under the same ids. */
class Telling {
  readonly teller = new StoryTeller();
  readonly ledger = new ModelLedger({ now: this.teller.clock, baseCurrency: 'USD' });

  constructor(steps: readonly Step[]) {
    this.ledger.work(this.teller.opening());
    this.tell(steps);
  }

  tell(steps: readonly Step[]): void {
    for (const step of steps) {
      const operation = this.teller.tell(step);
      this.ledger.work(operation === null ? [] : [operation]);
    }
  }

  /** Takes a purchase to these cumulative totals, one after the other. */
  go(lotId: string, totals: readonly bigint[]): void {
    for (const [index, total] of totals.entries()) {
      const reversed = this.ledger.state.lot(lotId)?.reversedMoney ?? 0n;
      const type = total < reversed ? 'reinstate' : 'reverse';
      const move: Operation = { type, id: `go_${lotId}_${index}`, lotId, total };
      const [result] = this.ledger.work([move]);
      expect(result).toMatchObject({ ok: true });
    }
  }

  /** All that is kept, but for how many entries there are. */
  state() {
    const { wallets, lots, holds, debts } = this.ledger.state;
    // Journal positions differ by what was done and undone; ages must only keep their order.
    const owed = [...debts.values()].filter(({ credits }) => credits > 0n);
    const ages = [...new Set(owed.map(({ seq }) => seq))].sort((a, b) => a - b);
    return {
      balances: this.ledger.state.balances('').sort((a, b) => (a.account < b.account ? -1 : 1)),
      wallets: [...wallets.values()].map(({ version: _, lots: __, ...wallet }) => wallet),
      lots: [...lots.values()].map(({ seq: _, ...lot }) => lot),
      holds: [...holds.values()],
      debts: owed
        .map((debt) => ({ ...debt, seq: ages.indexOf(debt.seq) }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    };
  }

  problems(): string[] {
    const { state, journal } = this.ledger;
    const kept = { wallets: [...state.wallets.values()], lots: [...state.lots.values()] };
    const holds = [...state.holds.values()];
    const payouts = [...state.payouts.values()];
    const facts = { ...kept, holds, payouts, entries: journal, balances: state.balances('') };
    return checkInvariants(facts).flatMap(({ problems }) => problems);
  }
}

const permille = fc.noBias(fc.nat(1_000));

/** Two tellings of one story, and a purchase in it with totals that are shares of what is left. */
function twice(before: readonly Step[], pick: number) {
  const [winding, straight] = [new Telling(before), new Telling(before)];
  const purchases = [...winding.ledger.state.lots.values()].filter(({ source }) => source !== null);
  const lot = purchases[pick % Math.max(1, purchases.length)];
  fc.pre(lot !== undefined);
  const { id, reversedMoney, source } = lot;
  const left = (source?.paid ?? 0n) - reversedMoney;
  const total = (part: number) => reversedMoney + (left * BigInt(part)) / 1_000n;
  return { winding, straight, id, total };
}

describe('a purchase that was reversed and reinstated', () => {
  it('is as if it had only been reversed to where it ended, and stays so whatever follows', () => {
    let moved = 0;
    fc.assert(
      fc.property(
        stories(60),
        stories(20),
        permille,
        permille,
        fc.nat(),
        (before, after, ...two) => {
          const [one, other, pick] = two;
          const { winding, straight, id, total } = twice(before, pick);
          const [peak, end] = [total(Math.max(one, other)), total(Math.min(one, other))];
          winding.go(id, [peak, end]);
          straight.go(id, [end]);
          moved += peak > end ? 1 : 0;
          expect(winding.state()).toEqual(straight.state());
          winding.tell(after);
          straight.tell(after);
          expect(winding.state()).toEqual(straight.state());
          expect(winding.problems()).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
    expect(moved).toBeGreaterThan(50);
  }, 60_000);

  it('is where it ended by whatever way, but for the age of its debts', () => {
    const way = fc.array(permille, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(stories(60), way, fc.nat(), (before, parts, pick) => {
        const { winding, straight, id, total } = twice(before, pick);
        winding.go(id, parts.map(total));
        straight.go(id, parts.map(total).slice(-1));
        const ageless = (told: Telling) => {
          const { debts, ...state } = told.state();
          return { ...state, debts: debts.map(({ seq: _, ...debt }) => debt) };
        };
        expect(ageless(winding)).toEqual(ageless(straight));
        expect(winding.problems()).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

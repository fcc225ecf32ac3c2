import {
  decodeDebt,
  decodeEntry,
  decodeHold,
  decodeLot,
  decodeOperation,
  decodePayout,
  decodeRefusal,
  encodeDebt,
  encodeEntry,
  encodeHold,
  encodeLot,
  encodeOperation,
  encodePayout,
  encodeRefusal,
  type Refusal,
} from '@telex-credits/ledger';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelLedger } from './model-ledger.js';
import { type Step, StoryTeller, stories } from './random-steps.js';

function told(steps: readonly Step[]): { ledger: ModelLedger; refusals: Refusal[] } {
  const teller = new StoryTeller();
  const ledger = new ModelLedger({ now: teller.clock, baseCurrency: 'USD' });
  const answers = [
    ...ledger.work(teller.opening()),
    ...steps.flatMap((step) => ledger.work([teller.tell(step) ?? teller.make.repay()])),
  ];
  const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal as Refusal]));
  return { ledger, refusals };
}

function expectExact<T>(
  values: Iterable<T>,
  encode: (value: T) => string,
  decode: (text: string) => T,
): void {
  for (const value of values) {
    expect(decode(encode(value))).toEqual(value);
  }
}

describe('whatever a story writes into the journal', () => {
  it('comes back exactly: operations, refusals, entries, lots, holds, debts and payouts', () => {
    fc.assert(
      fc.property(stories(60), (steps) => {
        const { ledger, refusals } = told(steps);
        const { journal, state } = ledger;
        const operations = journal.map(({ operation }) => operation);
        expectExact(refusals, encodeRefusal, decodeRefusal);
        expectExact(journal, encodeEntry, decodeEntry);
        expectExact(operations, encodeOperation, decodeOperation);
        expectExact(state.lots.values(), encodeLot, decodeLot);
        expectExact(state.holds.values(), encodeHold, decodeHold);
        expectExact(state.debts.values(), encodeDebt, decodeDebt);
        expectExact(state.payouts.values(), encodePayout, decodePayout);
      }),
      { numRuns: 30 },
    );
  });
});

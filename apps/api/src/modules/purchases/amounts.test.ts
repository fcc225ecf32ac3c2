import type { Lot } from '@telex-credits/ledger';
import { mulDivFloor } from '@telex-credits/money';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultRates, rateOn, toBase } from './rates.js';
import { creditsFor, refundable, unspent } from './refund-amounts.js';

const now = '2026-11-24T10:00:00.000Z';

function lotOf(size: bigint, parts: Partial<Lot>): Lot {
  const zero = { held: 0n, spent: 0n, expired: 0n, adjusted: 0n, reversed: 0n, indebted: 0n };
  return {
    ...{ id: 'lot_1', walletId: 'org_1', kind: 'paid', size, basis: 0n, ...zero, breakage: 0n },
    ...{
      reversalDue: 0n,
      reversedMoney: 0n,
      takings: [],
      priority: 0,
      expiresAt: null,
      source: null,
      seq: 1,
    },
    ...parts,
  };
}

it('pays back at most what the unspent credits cost, to a micro-credit, in any order of spending and refunds', () => {
  const step = fc.record({ isRefund: fc.boolean(), permille: fc.bigInt(0n, 1000n) });
  fc.assert(
    fc.property(
      fc.bigInt(1n, 10_000_000n),
      fc.bigInt(10_000_000n, 20_000_000_000n),
      fc.array(step, { maxLength: 12 }),
      (paid, size, steps) => {
        let lot = lotOf(size, {});
        let refunded = 0n;
        for (const { isRefund, permille } of steps) {
          const free = unspent(lot, now);
          if (!isRefund) {
            lot = { ...lot, spent: lot.spent + mulDivFloor(free, permille, 1000n) };
            continue;
          }
          const most = refundable({ paid, refunded, lot }, now);
          const amount = mulDivFloor(most, permille, 1000n);
          const credits = creditsFor({ paid, refunded, lot }, amount);
          expect(credits <= free).toBe(true);
          refunded += amount;
          // What the ledger's `reverse` takes for the cumulative total.
          lot = { ...lot, reversed: mulDivFloor(size, refunded, paid) };
        }
        // The ledger takes floor(size·T/paid): the cost of less than one micro-credit stays open.
        expect(refunded * size < paid * (size - lot.spent + 1n)).toBe(true);
        if (lot.spent === 0n) {
          expect(refunded + refundable({ paid, refunded, lot }, now)).toBe(paid);
        }
      },
    ),
    { numRuns: 500 },
  );
});

it('pays nothing back for expired credits', () => {
  const lot = lotOf(1_000_000n, { expiresAt: now });
  expect(refundable({ paid: 100n, refunded: 0n, lot }, now)).toBe(0n);
});

const books = { base: 'USD', rates: defaultRates, day: '2026-11-24', taxBps: 0 } as const;

it("books naira at the order's rate, exactly", () => {
  expect(toBase({ minor: 5_600_000n, currency: 'NGN' }, books)).toEqual({
    basis: 35_000_000_000n,
    tax: 0n,
    rate: { perBase: '1600', from: '2024-01-01' },
  });
});

it('splits a price that includes tax so that the parts add up to it', () => {
  const split = toBase({ minor: 2000n, currency: 'USD' }, { ...books, taxBps: 750 });
  expect(split).toEqual({ basis: 18_604_651_162n, tax: 1_395_348_838n, rate: null });
});

it('takes the newest rate that is not later than the day, and none from the future', () => {
  const line = (from: string, perBase: string) =>
    ({ base: 'USD', currency: 'NGN', from, perBase }) as const;
  const rates = [line('2026-06-01', '1650'), line('2026-01-01', '1600'), line('2027-01-01', '1')];
  const pair = (day: string) => ({ base: 'USD', currency: 'NGN', day }) as const;
  expect(rateOn(rates, pair('2026-05-31'))?.perBase).toBe('1600');
  expect(rateOn(rates, pair('2026-06-01'))?.perBase).toBe('1650');
  expect(rateOn(rates, pair('2025-12-31'))).toBeUndefined();
  expect(toBase({ minor: 1n, currency: 'EUR' }, books)).toBeUndefined();
});

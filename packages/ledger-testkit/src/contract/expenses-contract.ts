// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import { describe, expect, it } from 'vitest';
import type { MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

const cent = 10_000_000n;

/** Expenses: what providers keep of the platform's money. */
export function expensesContract(makeStore: MakeStore): void {
  describe('expenses', () => {
    const at = withBench(makeStore);

    it('leave the clearing account and touch no wallet, lot or publisher', async () => {
      const { make, store } = at();
      const lot = make.paid();
      await at().accept(lot);
      const before = [await store.wallet('wal_1'), await store.lot(lot.id)];
      const entry = await at().accept(make.expense(60n));
      expect(entry).toMatchObject({
        ...{ type: 'expense', walletId: null, publisherId: null, holdId: null, moduleId: null },
        ...{ uses: [], after: null },
        transfers: [
          { debit: 'fx', credit: 'cash:sandbox', asset: 'USD', amount: 60n * cent },
          { debit: 'provider_fees', credit: 'fx', asset: 'USD', amount: 60n * cent },
        ],
      });
      expect([await store.wallet('wal_1'), await store.lot(lot.id)]).toEqual(before);
      expect(await at().balance('cash:sandbox')).toBe(-1_940n * cent);
      expect(await at().balance('provider_fees')).toBe(-60n * cent);
      expect(await at().balance('fx')).toBe(0n);
      expect(await store.entries({ order: 'oldest_first', limit: 10, types: ['expense'] })).toEqual(
        [entry],
      );
    });

    it('in another currency leave it there, and count at the rate that they come with', async () => {
      const { make } = at();
      const naira = { provider: 'paystack', currency: 'NGN', kind: 'dispute_fee' } as const;
      await at().accept(make.expense(16_001n, { ...naira, base: 100_006_250n }));
      expect(await at().balance('cash:paystack', 'NGN')).toBe(16_001n);
      expect(await at().balance('fx', 'NGN')).toBe(-16_001n);
      expect(await at().balance('fx')).toBe(100_006_250n);
      expect(await at().balance('provider_fees')).toBe(-100_006_250n);
      // So little that it is nothing in base currency.
      await at().accept(make.expense(1n, { ...naira, base: 0n }));
      expect(await at().balance('cash:paystack', 'NGN')).toBe(16_002n);
      expect(await at().balance('provider_fees')).toBe(-100_006_250n);
    });

    it('that are given back come back exactly, once', async () => {
      const { make, store } = at();
      const naira = { provider: 'paystack', currency: 'NGN' } as const;
      await at().accept(make.expense(60n));
      await at().accept(make.expense(160_000n, { ...naira, base: 100n * cent }));
      const back = make.expense(-160_000n, { ...naira, base: -100n * cent });
      const results = await store.submit([make.expense(-60n), back, back]);
      expect(results).toMatchObject([{ ok: true }, { ok: true }, { ok: true, replayed: true }]);
      for (const account of ['cash:', 'fx', 'provider_fees']) {
        expect(await store.balances(account)).toEqual([]);
      }
    });

    it('are refused where they are nothing, too much, or contradict themselves', async () => {
      const { make } = at();
      const naira = { currency: 'NGN' } as const;
      const wrong = [
        ...[make.expense(0n), make.expense(0n, { ...naira, base: 5n })],
        ...[make.expense(5n, { provider: '' }), make.expense(5n, { purchaseId: '' })],
        make.expense(5n, { currency: 'XXX' as 'USD' }),
        ...[make.expense(5n, { base: 5n * cent + 1n }), make.expense(5n, { base: 0n })],
        ...[make.expense(5n, { ...naira, base: -1n }), make.expense(-5n, { ...naira, base: 1n })],
        ...[make.expense(2n ** 63n, { ...naira, base: 1n }), make.expense(2n ** 63n / cent + 1n)],
        make.expense(-(2n ** 63n), { ...naira, base: -1n }),
        make.expense(5n, { ...naira, base: 2n ** 63n }),
      ];
      for (const expense of wrong) {
        expect(await at().refuse(expense)).toMatchObject({ code: 'invalid_operation' });
      }
      expect(await at().store.balances('provider_fees')).toEqual([]);
    });
  });
}

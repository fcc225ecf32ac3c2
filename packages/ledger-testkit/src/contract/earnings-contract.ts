// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import { describe, expect, it } from 'vitest';
import type { MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

/** Publishers: pending by day, matured day by day, debts first. */
export function earningsContract(makeStore: MakeStore): void {
  describe('earnings', () => {
    const at = withBench(makeStore);

    it('keep pending by UTC day until that day matures', async () => {
      const { make, store } = at();
      await at().accept(make.paid());
      await at().accept(make.charge(10_000_000n));
      at().clock.pass(24 * 60);
      await at().accept(make.charge(5_000_000n));
      expect(await store.publisher('org_publisher')).toEqual({
        publisherId: 'org_publisher',
        pending: [
          { day: '2026-11-24', amount: 1_480_000_000n },
          { day: '2026-11-25', amount: 740_000_000n },
        ],
        available: 0n,
        reserved: 0n,
        inTransit: 0n,
        paidOut: 0n,
        debt: 0n,
      });
      expect(await store.pendingUpTo('2026-11-24')).toEqual([
        { publisherId: 'org_publisher', day: '2026-11-24' },
      ]);
      const entry = await at().accept(make.mature('2026-11-24'));
      expect(entry).toMatchObject({ walletId: null, publisherId: 'org_publisher', after: null });
      expect(await at().refuse(make.mature('2026-11-24'))).toEqual({ code: 'nothing_pending' });
      expect(await store.publisher('org_publisher')).toMatchObject({
        pending: [{ day: '2026-11-25' }],
        available: 1_480_000_000n,
      });
    });

    it('go back from the own day, then newer days, then what matured, then as a debt', async () => {
      const { make, store } = at();
      const lot = make.paid();
      const other = make.paid();
      await at().accept(lot);
      await at().accept(make.charge(100_000_000n));
      await at().accept(make.mature('2026-11-24'));
      at().clock.pass(24 * 60);
      await at().accept(other);
      await at().accept(make.charge(50_000_000n));
      await at().accept(make.reverse(lot.id, 2_000n));
      expect(await store.publisher('org_publisher')).toMatchObject({
        pending: [],
        available: 7_400_000_000n,
        debt: 0n,
      });
      await at().accept(make.reverse(other.id, 2_000n));
      expect(await store.publisher('org_publisher')).toMatchObject({ available: 0n, debt: 0n });
      expect(await at().balance('platform_revenue')).toBe(0n);
    });

    it('pay what the publisher owes before anything becomes available', async () => {
      const { make, store } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.charge(100_000_000n));
      const [first, second] = [make.paid({ walletId: 'wal_2' }), make.charge(1n)];
      await at().accept(make.open('wal_2'));
      await at().accept(first);
      await at().accept(make.reverse(lot.id, 2_000n));
      expect(await store.publisher('org_publisher')).toMatchObject({ pending: [], debt: 0n });
      expect(await at().refuse(second)).toMatchObject({ code: 'wallet_in_debt' });
      await at().accept(make.charge(100_000_000n, { walletId: 'wal_2' }));
      await at().accept(make.mature('2026-11-24'));
      expect(await store.publisher('org_publisher')).toMatchObject({ available: 14_800_000_000n });
    });
  });
}

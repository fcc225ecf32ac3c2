// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import { describe, expect, it } from 'vitest';
import type { Bench, MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

const credit = 1_000_000n;

/** A purchase that was spent and then refunded: the wallet owes 100 credits. */
async function owing(bench: Bench): Promise<void> {
  const lot = bench.make.paid();
  await bench.accept(lot);
  await bench.accept(bench.make.charge(100n * credit));
  await bench.accept(bench.make.reverse(lot.id, 2_000n));
}

/** Debts are paid by later credits, and give back what their reversal took. */
export function debtsContract(makeStore: MakeStore): void {
  describe('debts', () => {
    const at = withBench(makeStore);

    it('stop the wallet from spending', async () => {
      await owing(at());
      expect(await at().refuse(at().make.charge(1n))).toEqual({
        code: 'wallet_in_debt',
        debt: 100n * credit,
      });
    });

    it('are paid first by the next purchase, at the split of the use', async () => {
      const { make } = at();
      await owing(at());
      const lot = make.paid({ credits: 150n * credit });
      const entry = await at().accept(lot);
      expect(entry.after).toEqual({ posted: 50n * credit, held: 0n, debt: 0n });
      const basis = 12_333_333_333n;
      expect(entry.uses).toEqual([
        {
          lotId: lot.id,
          kind: 'paid',
          credits: 100n * credit,
          basis,
          developer: (basis * 8n) / 10n,
          publisherId: 'org_publisher',
          day: '2026-11-24',
        },
      ]);
      await at().accept(make.charge(50n * credit));
      expect(await at().balance('deferred_revenue')).toBe(0n);
    });

    it('restore at most what was taken back; what is over is the platform’s', async () => {
      const { make } = at();
      await owing(at());
      await at().accept(make.paid({ credits: 50n * credit }));
      await at().accept(make.paid({ credits: 50n * credit }));
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      expect(await at().balance('earnings_pending:org_publisher:2026-11-24')).toBe(14_800_000_000n);
      expect(await at().balance('platform_revenue')).toBe(22_200_000_000n);
    });

    it('are paid by unfunded promotions without restoring anything', async () => {
      const { make } = at();
      await owing(at());
      await at().accept(make.promotional({ credits: 30n * credit }));
      await at().accept(make.adjust(70n * credit));
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      expect((await at().store.publisher('org_publisher')).pending).toEqual([]);
    });

    it('are not paid by credits that had expired before they came', async () => {
      const { make } = at();
      await owing(at());
      await at().accept(make.paid({ expiresAt: at().clock.in(-1) }));
      expect(await at().amounts()).toEqual([0n, 0n, 100n * credit]);
      await at().accept(make.paid());
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      expect(await at().balance('breakage')).toBe(18_500_000_000n);
    });

    it('are repaid from available credits, as far as these go', async () => {
      const { make } = at();
      expect(await at().refuse(make.repay())).toEqual({ code: 'no_debt' });
      const [spent, kept] = [make.paid(), make.paid({ credits: 30n * credit })];
      await at().accept(spent);
      await at().accept(make.charge(100n * credit));
      await at().accept(kept);
      await at().accept(make.reverse(spent.id, 2_000n));
      expect(await at().amounts()).toEqual([30n * credit, 0n, 100n * credit]);
      const entry = await at().accept(make.repay());
      expect(entry.after).toEqual({ posted: 0n, held: 0n, debt: 70n * credit });
      expect(await at().refuse(make.repay())).toEqual({
        code: 'insufficient_credits',
        needed: 70n * credit,
        available: 0n,
      });
    });

    it('come back when the purchase that paid them is reversed in turn', async () => {
      const { make } = at();
      await owing(at());
      const second = make.paid();
      await at().accept(second);
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      await at().accept(make.reverse(second.id, 2_000n));
      expect(await at().amounts()).toEqual([0n, 0n, 100n * credit]);
      expect((await at().store.publisher('org_publisher')).pending).toEqual([]);
      expect(await at().balance('platform_revenue')).toBe(0n);
      expect(await at().balance('fx')).toBe(0n);
      await at().accept(make.paid());
      expect(await at().balance('earnings_pending:org_publisher:2026-11-24')).toBe(14_800_000_000n);
    });

    it('are paid oldest first', async () => {
      const { make } = at();
      const [first, second] = [make.paid(), make.paid()];
      await at().accept(first);
      await at().accept(make.charge(100n * credit, { publisherId: 'org_first' }));
      await at().accept(second);
      await at().accept(make.charge(100n * credit, { publisherId: 'org_second' }));
      await at().accept(make.reverse(second.id, 2_000n));
      at().clock.pass(1);
      await at().accept(make.reverse(first.id, 2_000n));
      await at().accept(make.paid({ credits: 100n * credit }));
      expect((await at().store.publisher('org_second')).pending).toHaveLength(1);
      expect((await at().store.publisher('org_first')).pending).toHaveLength(0);
    });

    it('of a publisher are carried as its negative balance', async () => {
      const { make, store } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.charge(100n * credit, { publisherId: 'org_early' }));
      await at().accept(make.mature('2026-11-24', 'org_early'));
      await at().accept(make.reverse(lot.id, 2_000n));
      expect(await store.publisher('org_early')).toMatchObject({ available: 0n, debt: 0n });
      expect((await store.verify()).shortfalls).toEqual([
        { account: 'debt:wal_1', asset: 'CREDIT', owed: 100n * credit },
      ]);
    });
  });
}

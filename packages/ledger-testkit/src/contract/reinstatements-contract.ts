// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import { describe, expect, it } from 'vitest';
import type { Bench, MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

const credit = 1_000_000n;
const day = '2026-11-24';

/** Every balance there is, in the order of accounts. */
async function balances(bench: Bench): Promise<string[]> {
  const all = await bench.store.balances('');
  return all.map(({ account, asset, balance }) => `${account} ${balance} ${asset}`).sort();
}

/** Money that a provider took back and gave again: disputes that were won, refunds that failed. */
export function reinstatementsContract(makeStore: MakeStore): void {
  describe('reinstatements', () => {
    const at = withBench(makeStore);

    it('refuse what is no purchase, and totals that grow', async () => {
      const { make } = at();
      const [lot, gift] = [make.paid(), make.promotional()];
      await at().accept(lot);
      await at().accept(gift);
      await at().accept(make.reverse(lot.id, 500n));
      expect(await at().refuse(make.reinstate('lot_none', 9n))).toEqual({ code: 'lot_not_found' });
      expect(await at().refuse(make.reinstate(gift.id, 9n))).toEqual({ code: 'lot_not_paid' });
      expect(await at().refuse(make.reinstate(lot.id, 501n))).toEqual({
        code: 'total_above_reversed',
        reversed: 500n,
      });
      const same = await at().accept(make.reinstate(lot.id, 500n));
      expect(same.transfers).toEqual([]);
    });

    it('undo unspent, held and spent parts as if they had never been reversed', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.adjust(-5n * credit));
      await at().accept(make.charge(30n * credit, { publisherId: 'org_old' }));
      await at().accept(make.charge(20n * credit, { publisherId: 'org_new' }));
      await at().accept(make.hold(25n * credit));
      const before = await balances(at());
      const lotBefore = await at().store.lot(lot.id);
      await at().accept(make.reverse(lot.id, 700n));
      const partly = await balances(at());
      await at().accept(make.reverse(lot.id, 2_000n));
      expect(await at().amounts()).toEqual([25n * credit, 25n * credit, 50n * credit]);
      await at().accept(make.reinstate(lot.id, 700n));
      expect(await balances(at())).toEqual(partly);
      const entry = await at().accept(make.reinstate(lot.id, 0n));
      expect(entry.after).toEqual({ posted: 45n * credit, held: 25n * credit, debt: 0n });
      expect(await balances(at())).toEqual(before);
      expect(await at().store.lot(lot.id)).toEqual(lotBefore);
    });

    it('expire what comes back after its lot has expired, in the same entry', async () => {
      const { make } = at();
      const lot = make.paid({ expiresAt: at().clock.in(10) });
      await at().accept(lot);
      await at().accept(make.charge(40n * credit));
      await at().accept(make.reverse(lot.id, 1_000n));
      at().clock.pass(10);
      const entry = await at().accept(make.reinstate(lot.id, 200n));
      expect(entry.after?.posted).toBe(0n);
      expect(await at().balance('credits:reversed', 'CREDIT')).toBe(10n * credit);
      expect(await at().balance('credits:expired', 'CREDIT')).toBe(50n * credit);
      expect(await at().balance('breakage')).toBe(9_250_000_000n);
    });

    it('restore breakage, and what an administrator removed stays removed', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.adjust(-60n * credit));
      await at().accept(make.reverse(lot.id, 1_600n));
      await at().accept(make.reinstate(lot.id, 1_000n));
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      expect(await at().balance('credits:adjusted', 'CREDIT')).toBe(50n * credit);
      expect(await at().balance('breakage')).toBe(9_250_000_000n);
    });

    it('no longer wait for held credits', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      const hold = make.hold(100n * credit);
      await at().accept(hold);
      await at().accept(make.reverse(lot.id, 2_000n));
      await at().accept(make.reinstate(lot.id, 500n));
      await at().accept(make.release(hold.id));
      expect(await at().amounts()).toEqual([75n * credit, 0n, 0n]);
      await at().accept(make.reinstate(lot.id, 0n));
      expect(await at().amounts()).toEqual([100n * credit, 0n, 0n]);
    });

    it('cancel debts that are not paid and give each publisher back what it had earned', async () => {
      const { make, store } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.charge(100n * credit));
      await at().accept(make.mature(day));
      await at().accept(make.reverse(lot.id, 2_000n));
      const nothing = { pending: [], available: 0n, debt: 0n };
      expect(await store.publisher('org_publisher')).toMatchObject(nothing);
      await at().accept(make.reinstate(lot.id, 500n));
      expect(await at().amounts()).toEqual([0n, 0n, 25n * credit]);
      expect(await store.publisher('org_publisher')).toMatchObject({ available: 11_100_000_000n });
      await at().accept(make.reinstate(lot.id, 0n));
      expect(await store.publisher('org_publisher')).toMatchObject({ available: 14_800_000_000n });
      expect(await at().balance('platform_revenue')).toBe(3_700_000_000n);
      expect(await at().balance('fx')).toBe(0n);
    });

    it('return the credits unspent whose debt a later purchase has paid', async () => {
      const { make } = at();
      const [lot, later] = [make.paid(), make.paid({ credits: 60n * credit })];
      await at().accept(lot);
      await at().accept(make.charge(100n * credit));
      await at().accept(make.reverse(lot.id, 2_000n));
      await at().accept(later);
      expect(await at().amounts()).toEqual([0n, 0n, 40n * credit]);
      await at().accept(make.reinstate(lot.id, 0n));
      expect(await at().amounts()).toEqual([60n * credit, 0n, 0n]);
      expect(await at().store.lot(lot.id)).toMatchObject({ spent: 40n * credit, reversed: 0n });
      // The later purchase restored all that the use had earned, so the rest of it is the platform's.
      expect(await at().balance(`earnings_pending:org_publisher:${day}`)).toBe(14_800_000_000n);
      expect(await at().balance('platform_revenue')).toBe(11_100_000_000n);
      expect(await at().balance('deferred_revenue')).toBe(11_100_000_000n);
      expect(await at().balance('fx')).toBe(0n);
    });

    it('leave what comes back to the wallet, which owes for another purchase', async () => {
      const { make } = at();
      const [one, two] = [make.paid(), make.paid()];
      await at().accept(one);
      await at().accept(make.charge(100n * credit));
      await at().accept(two);
      await at().accept(make.reverse(two.id, 2_000n));
      await at().accept(make.reverse(one.id, 2_000n));
      await at().accept(make.reinstate(two.id, 1_000n));
      expect(await at().amounts()).toEqual([50n * credit, 0n, 100n * credit]);
      await at().accept(make.repay());
      expect(await at().amounts()).toEqual([0n, 0n, 50n * credit]);
    });

    it('let a purchase be reversed again, with debts that are as old as that reversal', async () => {
      const { make } = at();
      const [one, two] = [make.paid(), make.paid()];
      await at().accept(one);
      await at().accept(two);
      await at().accept(make.charge(100n * credit, { publisherId: 'org_one' }));
      await at().accept(make.charge(100n * credit, { publisherId: 'org_two' }));
      await at().accept(make.reverse(one.id, 2_000n));
      await at().accept(make.reinstate(one.id, 0n));
      await at().accept(make.reverse(two.id, 2_000n));
      await at().accept(make.reverse(one.id, 2_000n));
      await at().accept(make.paid());
      expect((await at().store.publisher('org_two')).pending).toHaveLength(1);
      expect((await at().store.publisher('org_one')).pending).toEqual([]);
    });

    it('take the money in again in its own currency', async () => {
      const { make } = at();
      const money = { provider: 'paystack', currency: 'NGN', paid: 3_000_001n } as const;
      const source = { purchaseId: 'pur_n', ...money, tax: 1_500_000_001n };
      const lot = make.paid({ basis: 18_500_000_003n, source });
      await at().accept(lot);
      await at().accept(make.charge(33_333_333n));
      const before = await balances(at());
      await at().accept(make.reverse(lot.id, 2_999_999n));
      for (const total of [1_000_000n, 777n, 0n]) {
        await at().accept(make.reinstate(lot.id, total));
        expect(await at().balance('cash:paystack', 'NGN')).toBe(total - 3_000_001n);
      }
      expect(await balances(at())).toEqual(before);
    });
  });
}

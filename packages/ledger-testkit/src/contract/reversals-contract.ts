// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import { describe, expect, it } from 'vitest';
import type { Bench, MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

const credit = 1_000_000n;

/** Nothing is left anywhere of a purchase whose money went back whole and whose holds ended. */
async function expectAllBack(bench: Bench): Promise<void> {
  for (const account of ['fx', 'deferred_revenue', 'tax_payable', 'breakage', 'cash:sandbox']) {
    expect([account, await bench.balance(account)]).toEqual([account, 0n]);
  }
  expect(await bench.balance('platform_revenue')).toBe(0n);
  expect(await bench.balance('credits:reversed', 'CREDIT')).toBe(100n * credit);
}

/** Refunds and disputes take a purchase back, in every order of events. */
export function reversalsContract(makeStore: MakeStore): void {
  describe('reversals', () => {
    const at = withBench(makeStore);

    it('refuse what is no purchase, and totals that shrink', async () => {
      const { make } = at();
      const [lot, gift] = [make.paid(), make.promotional()];
      await at().accept(lot);
      await at().accept(gift);
      await at().accept(make.reverse(lot.id, 500n));
      expect(await at().refuse(make.reverse('lot_none', 1n))).toEqual({ code: 'lot_not_found' });
      expect(await at().refuse(make.reverse(gift.id, 1n))).toEqual({ code: 'lot_not_paid' });
      expect(await at().refuse(make.reverse(lot.id, 499n))).toEqual({
        code: 'total_below_reversed',
        reversed: 500n,
      });
    });

    it('post only the difference to what was reversed before, and never more than was paid', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.reverse(lot.id, 500n));
      expect(await at().amounts()).toEqual([75n * credit, 0n, 0n]);
      const again = await at().accept(make.reverse(lot.id, 500n));
      expect(again.transfers).toEqual([]);
      await at().accept(make.reverse(lot.id, 9_999_999n));
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      expect(await at().store.lot(lot.id)).toMatchObject({ reversedMoney: 2_000n });
      await expectAllBack(at());
    });

    it('take unspent credits first: no debt, no earning touched', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.charge(40n * credit));
      await at().accept(make.reverse(lot.id, 1_200n));
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      expect(await at().balance('platform_revenue')).toBe(1_480_000_000n);
      expect(await at().balance('tax_payable')).toBe(600_000_000n);
    });

    it('undo breakage of credits that expired', async () => {
      const { make } = at();
      const lot = make.paid({ expiresAt: at().clock.in(10) });
      await at().accept(lot);
      at().clock.pass(10);
      await at().accept(make.reverse(lot.id, 500n));
      expect(await at().balance('credits:expired', 'CREDIT')).toBe(75n * credit);
      expect(await at().balance('breakage')).toBe(13_875_000_000n);
      await at().accept(make.reverse(lot.id, 2_000n));
      await expectAllBack(at());
    });

    it('undo corrections, too', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.adjust(-30n * credit));
      await at().accept(make.reverse(lot.id, 2_000n));
      expect(await at().balance('credits:adjusted', 'CREDIT')).toBe(0n);
      await expectAllBack(at());
    });

    it('wait for held credits, and take them as their holds end', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      const [one, two] = [make.hold(60n * credit), make.hold(40n * credit)];
      await at().accept(one);
      await at().accept(two);
      await at().accept(make.reverse(lot.id, 2_000n));
      expect(await at().amounts()).toEqual([100n * credit, 100n * credit, 0n]);
      await at().accept(make.release(one.id));
      expect(await at().amounts()).toEqual([40n * credit, 40n * credit, 0n]);
      await at().accept(make.release(two.id));
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      await expectAllBack(at());
    });

    it('make debt of held credits that were captured after all', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      const hold = make.hold(100n * credit);
      await at().accept(hold);
      await at().accept(make.reverse(lot.id, 2_000n));
      const entry = await at().accept(make.capture(hold.id, 30n * credit));
      expect(entry.after).toEqual({ posted: 0n, held: 0n, debt: 30n * credit });
      expect((await at().store.publisher('org_publisher')).pending).toEqual([]);
      await expectAllBack(at());
    });

    it('make debt of what is still due as soon as held credits no longer cover it', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      const [one, two] = [make.hold(50n * credit), make.hold(50n * credit)];
      await at().accept(one);
      await at().accept(two);
      await at().accept(make.reverse(lot.id, 1_600n));
      await at().accept(make.capture(one.id, 50n * credit));
      expect(await at().amounts()).toEqual([50n * credit, 50n * credit, 30n * credit]);
      await at().accept(make.release(two.id));
      expect(await at().amounts()).toEqual([0n, 0n, 30n * credit]);
    });

    it('make debt of spent credits, newest uses first, and take back what they earned', async () => {
      const { make } = at();
      const lot = make.paid();
      await at().accept(lot);
      await at().accept(make.charge(60n * credit, { publisherId: 'org_old' }));
      await at().accept(make.charge(40n * credit, { publisherId: 'org_new' }));
      await at().accept(make.reverse(lot.id, 1_000n));
      expect(await at().amounts()).toEqual([0n, 0n, 50n * credit]);
      expect(await at().balance('debt:wal_1', 'CREDIT')).toBe(-50n * credit);
      expect((await at().store.publisher('org_new')).pending).toEqual([]);
      expect((await at().store.publisher('org_old')).pending).toEqual([
        { day: '2026-11-24', amount: 7_400_000_000n },
      ]);
      await at().accept(make.reverse(lot.id, 2_000n));
      expect((await at().store.publisher('org_old')).pending).toEqual([]);
      await expectAllBack(at());
    });

    it('take the parts in their order: available, expired, held, spent', async () => {
      const { make } = at();
      const lot = make.paid({ expiresAt: at().clock.in(60) });
      await at().accept(lot);
      await at().accept(make.charge(25n * credit));
      const hold = make.hold(25n * credit);
      await at().accept(hold);
      at().clock.pass(60);
      await at().accept(make.reverse(lot.id, 1_000n));
      expect(await at().store.lot(lot.id)).toMatchObject({
        expired: 0n,
        reversed: 50n * credit,
        reversalDue: 0n,
        indebted: 0n,
      });
      await at().accept(make.reverse(lot.id, 1_400n));
      expect(await at().store.lot(lot.id)).toMatchObject({ reversalDue: 20n * credit });
      await at().accept(make.reverse(lot.id, 1_600n));
      expect(await at().store.lot(lot.id)).toMatchObject({
        reversalDue: 25n * credit,
        indebted: 5n * credit,
      });
      await at().accept(make.release(hold.id));
      await at().accept(make.reverse(lot.id, 2_000n));
      expect(await at().amounts()).toEqual([0n, 0n, 25n * credit]);
      await expectAllBack(at());
    });

    it('give back the purchase in its own currency', async () => {
      const { make } = at();
      const money = { provider: 'paystack', currency: 'NGN', paid: 3_000_001n } as const;
      const source = { purchaseId: 'pur_n', ...money, tax: 1_500_000_001n };
      const lot = make.paid({ basis: 18_500_000_003n, source });
      await at().accept(lot);
      await at().accept(make.charge(33_333_333n));
      for (const total of [1n, 777n, 1_000_000n, 2_999_999n, 3_000_001n]) {
        await at().accept(make.reverse(lot.id, total));
        expect(await at().balance('cash:paystack', 'NGN')).toBe(total - 3_000_001n);
      }
      expect(await at().balance('fx', 'NGN')).toBe(0n);
      expect(await at().balance('fx')).toBe(0n);
      expect(await at().balance('tax_payable')).toBe(0n);
    });
  });
}

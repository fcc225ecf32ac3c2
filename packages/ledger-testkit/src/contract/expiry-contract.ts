// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import { describe, expect, it } from 'vitest';
import type { MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

/** What ends by time: at read time, ahead of each batch, and once. */
export function expiryContract(makeStore: MakeStore): void {
  describe('expiry', () => {
    const at = withBench(makeStore);

    it('shows no expired credits, swept or not', async () => {
      const { make } = at();
      await at().accept(make.paid({ credits: 10n, expiresAt: at().clock.in(10) }));
      at().clock.pass(9);
      expect(await at().amounts()).toEqual([10n, 0n, 0n]);
      at().clock.pass(1);
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      expect((await at().wallet()).lots).toEqual([]);
    });

    it('spends no expired credits, and makes their basis breakage', async () => {
      const { make } = at();
      await at().accept(make.paid({ expiresAt: at().clock.in(10) }));
      at().clock.pass(10);
      expect(await at().refuse(make.charge(1n))).toMatchObject({ available: 0n });
      expect(await at().balance('credits:expired', 'CREDIT')).toBe(100_000_000n);
      expect(await at().balance('breakage')).toBe(18_500_000_000n);
      expect(await at().balance('deferred_revenue')).toBe(0n);
    });

    it('ends a hold at its time, and gives credits and limits back', async () => {
      const { make } = at();
      await at().accept(make.paid({ credits: 10n }));
      const limits = [make.limit({ cap: 10n })];
      const hold = make.hold(10n, { expiresAt: at().clock.in(10), limits });
      await at().accept(hold);
      at().clock.pass(10);
      expect(await at().amounts()).toEqual([10n, 0n, 0n]);
      expect(await at().store.hold(hold.id)).toMatchObject({ status: 'expired' });
      expect(await at().store.openHolds('wal_1')).toEqual([]);
      expect(await at().refuse(make.capture(hold.id, 1n))).toEqual({ code: 'hold_expired' });
      expect(await at().refuse(make.release(hold.id))).toEqual({ code: 'hold_expired' });
      await at().accept(make.hold(10n, { limits }));
    });

    it('moves the end of a hold', async () => {
      const { make } = at();
      await at().accept(make.paid({ credits: 10n }));
      const hold = make.hold(10n, { expiresAt: at().clock.in(10) });
      await at().accept(hold);
      await at().accept(make.extend(hold.id, at().clock.in(30)));
      at().clock.pass(20);
      expect(await at().store.openHolds('wal_1')).toMatchObject([{ id: hold.id }]);
      await at().accept(make.capture(hold.id, 10n));
    });

    it('captures credits that expired while they were held, and expires what comes back', async () => {
      const { make } = at();
      await at().accept(make.paid({ credits: 10n, expiresAt: at().clock.in(10) }));
      const hold = make.hold(6n);
      await at().accept(hold);
      at().clock.pass(20);
      expect(await at().amounts()).toEqual([6n, 6n, 0n]);
      const entry = await at().accept(make.capture(hold.id, 2n));
      expect(entry.uses).toMatchObject([{ credits: 2n }]);
      expect(await at().amounts()).toEqual([0n, 0n, 0n]);
      expect(await at().balance('credits:expired', 'CREDIT')).toBe(8n);
      expect(await at().balance('deferred_revenue')).toBe(0n);
    });

    it('refuses to end what is not due', async () => {
      const { make } = at();
      const lot = make.paid({ credits: 10n, expiresAt: at().clock.in(10) });
      const hold = make.hold(6n, { expiresAt: at().clock.in(10) });
      await at().accept(lot);
      await at().accept(hold);
      const expire = (target: { holdId: string } | { lotId: string }) =>
        ({ type: 'expire', id: make.id('exp'), target }) as const;
      expect(await at().refuse(expire({ lotId: lot.id }))).toEqual({ code: 'not_due' });
      expect(await at().refuse(expire({ holdId: hold.id }))).toEqual({ code: 'not_due' });
      expect(await at().refuse(expire({ lotId: 'lot_none' }))).toEqual({ code: 'lot_not_found' });
      expect(await at().refuse(expire({ holdId: 'h' }))).toEqual({ code: 'hold_not_found' });
    });

    it('lets the clock go back without letting expired credits return', async () => {
      const { make } = at();
      await at().accept(make.paid({ credits: 10n, expiresAt: at().clock.in(10) }));
      at().clock.pass(10);
      await at().refuse(make.charge(1n));
      at().clock.pass(-10);
      const entry = await at().accept(make.promotional({ credits: 1n }));
      expect(entry.at).toBe(at().clock.in(10));
      expect(await at().refuse(make.charge(2n))).toMatchObject({ available: 1n });
    });
  });
}

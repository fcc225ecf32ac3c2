// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import type { LimitRef } from '@telex-credits/ledger';
import { describe, expect, it } from 'vitest';
import type { MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

/** Limits are part of the same decision as the balance, and exact. */
export function limitsContract(makeStore: MakeStore): void {
  describe('limits', () => {
    const at = withBench(makeStore);

    it('admits up to the cap exactly, and names the numbers when it refuses', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const limits = [make.limit({ cap: 10n })];
      await at().accept(make.charge(4n, { limits }));
      await at().accept(make.hold(5n, { limits }));
      expect(await at().refuse(make.hold(2n, { limits }))).toEqual({
        code: 'limit_reached',
        limit: limits[0],
        used: 4n,
        held: 5n,
        needed: 2n,
      });
      await at().accept(make.hold(1n, { limits }));
      expect(await at().refuse(make.charge(1n, { limits }))).toMatchObject({ held: 6n });
    });

    it('admits no more than a key cap, out of fifty holds at once', async () => {
      const { make, store } = at();
      await at().accept(make.paid());
      const limits = [make.limit({ cap: 10n })];
      const holds = Array.from({ length: 50 }, () => make.hold(3n, { limits }));
      const results = await Promise.all(holds.map((hold) => store.submit([hold])));
      expect(results.flat().filter(({ ok }) => ok)).toHaveLength(3);
    });

    it('moves what a capture took to used and gives the rest back to the same period', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const limits = [make.limit({ cap: 10n })];
      const [first, second] = [make.hold(6n, { limits }), make.hold(4n, { limits })];
      await at().accept(first);
      await at().accept(second);
      await at().accept(make.capture(first.id, 1n));
      await at().accept(make.release(second.id));
      expect((await at().wallet()).counters).toEqual([
        { id: 'key:key_one', period: 'total', periodEndsAt: null, used: 1n, held: 0n },
      ]);
      expect(await at().refuse(make.hold(10n, { limits }))).toMatchObject({ used: 1n, held: 0n });
      await at().accept(make.hold(9n, { limits }));
    });

    it('checks call, key, connection, authorisation, module and wallet in this order', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const first: LimitRef['level'][] = ['call', 'key', 'connection', 'authorisation'];
      const levels: LimitRef['level'][] = [...first, 'module', 'wallet'];
      const limits = levels.toReversed().map((level) => make.limit({ id: level, level, cap: 3n }));
      const named: string[] = [];
      for (let left = limits; left.length > 0; left = left.slice(0, -1)) {
        const refusal = await at().refuse(make.charge(4n, { limits: left }));
        named.push('limit' in refusal ? refusal.limit.level : refusal.code);
      }
      expect(named).toEqual(levels);
    });

    it('checks freeze, then debt, then limits, then the balance', async () => {
      const { make } = at();
      const lot = make.paid({ credits: 10n });
      await at().accept(lot);
      await at().accept(make.charge(10n));
      await at().accept(make.reverse(lot.id, 2_000n));
      await at().accept(make.freeze('dispute'));
      const limits = [make.limit({ cap: 1n })];
      expect(await at().refuse(make.hold(2n, { limits }))).toEqual({ code: 'wallet_frozen' });
      await at().accept(make.unfreeze('dispute'));
      expect(await at().refuse(make.hold(2n, { limits }))).toEqual({
        code: 'wallet_in_debt',
        debt: 10n,
      });
      await at().accept(make.promotional({ credits: 10n }));
      expect(await at().refuse(make.hold(2n, { limits }))).toMatchObject({ code: 'limit_reached' });
      expect(await at().refuse(make.hold(1n, { limits }))).toMatchObject({
        code: 'insufficient_credits',
        available: 0n,
      });
    });

    it('keeps no counter for a limit per call', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const limits = [make.limit({ id: 'call', level: 'call', cap: 5n })];
      await at().accept(make.charge(5n, { limits }));
      await at().accept(make.charge(5n, { limits }));
      expect(await at().refuse(make.charge(6n, { limits }))).toMatchObject({ used: 0n, held: 0n });
      expect((await at().wallet()).counters).toEqual([]);
    });

    it('drops an ended period only when no hold counts in it any more', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const day = { id: 'wallet:day', level: 'wallet', period: '2026-11-24', cap: 9n } as const;
      const limits = [make.limit({ ...day, periodEndsAt: at().clock.in(60) })];
      const hold = make.hold(5n, { limits });
      await at().accept(hold);
      at().clock.pass(120);
      await at().accept(make.charge(1n));
      expect((await at().wallet()).counters).toMatchObject([{ period: '2026-11-24', held: 5n }]);
      await at().accept(make.capture(hold.id, 2n));
      expect((await at().wallet()).counters).toEqual([]);
    });
  });
}

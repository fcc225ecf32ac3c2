// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import { describe, expect, it } from 'vitest';
import type { MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

const credit = 1_000_000n;

/** Holds: reserved once, resolved once. */
export function holdsContract(makeStore: MakeStore): void {
  describe('holds', () => {
    const at = withBench(makeStore);

    it('admits exactly what the balance covers, out of a hundred at once', async () => {
      const { make, store } = at();
      await at().accept(make.paid({ credits: 10n * credit }));
      const holds = Array.from({ length: 100 }, () => make.hold(credit));
      const results = await Promise.all(holds.map((hold) => store.submit([hold])));
      expect(results.flat().filter(({ ok }) => ok)).toHaveLength(10);
      const refused = results.flat().find(({ ok }) => !ok);
      expect(refused).toMatchObject({
        refusal: { code: 'insufficient_credits', needed: credit, available: 0n },
      });
      expect(await at().amounts()).toEqual([10n * credit, 10n * credit, 0n]);
      expect(await store.openHolds('wal_1')).toHaveLength(10);
    });

    it('captures what was used, returns the rest, and pays the developer its share', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const hold = make.hold(25n * credit);
      await at().accept(hold);
      const capture = make.capture(hold.id, 10n * credit, { note: { usageId: 'use_1' } });
      const entry = await at().accept(capture);
      expect(entry).toMatchObject({
        holdId: hold.id,
        moduleId: 'mod_word_count',
        keyId: 'key_one',
        publisherId: 'org_publisher',
        operation: capture,
        after: { posted: 90n * credit, held: 0n, debt: 0n },
      });
      expect(entry.uses).toEqual([
        {
          lotId: (await at().wallet()).lots[0]?.id,
          kind: 'paid',
          credits: 10n * credit,
          basis: 1_850_000_000n,
          developer: 1_480_000_000n,
          publisherId: 'org_publisher',
          day: '2026-11-24',
        },
      ]);
      expect(await at().store.hold(hold.id)).toMatchObject({
        status: 'captured',
        captured: 10n * credit,
      });
      expect(await at().balance('credits:consumed', 'CREDIT')).toBe(10n * credit);
      expect(await at().balance('earnings_pending:org_publisher:2026-11-24')).toBe(1_480_000_000n);
      expect(await at().balance('platform_revenue')).toBe(370_000_000n);
    });

    it('keeps everything of a module without a developer, and owes its upstream', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const platform = { publisherId: null, upstreamCost: 900n };
      await at().accept(make.charge(10n * credit, platform));
      expect(await at().balance('platform_revenue')).toBe(1_850_000_000n);
      expect(await at().balance('upstream_cost')).toBe(-900n);
      expect(await at().balance('upstream_payable')).toBe(900n);
    });

    it('resolves a hold once, whichever comes first', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const [captured, released] = [make.hold(5n), make.hold(5n)];
      await at().accept(captured);
      await at().accept(released);
      await at().accept(make.capture(captured.id, 0n));
      await at().accept(make.release(released.id));
      const later = at().clock.in(60);
      for (const [id, code] of [
        [captured.id, 'hold_already_captured'],
        [released.id, 'hold_already_released'],
        ['hold_none', 'hold_not_found'],
      ] as const) {
        expect(await at().refuse(make.capture(id, 1n))).toEqual({ code });
        expect(await at().refuse(make.release(id))).toEqual({ code });
        expect(await at().refuse(make.extend(id, later))).toEqual({ code });
      }
      expect(await at().amounts()).toEqual([100n * credit, 0n, 0n]);
    });

    it('never captures more than it holds', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const hold = make.hold(5n);
      await at().accept(hold);
      expect(await at().refuse(make.capture(hold.id, 6n))).toEqual({
        code: 'amount_exceeds_hold',
        held: 5n,
      });
      await at().accept(make.capture(hold.id, 5n));
    });

    it('burns by priority, then soonest expiry, then promotional before paid, then oldest', async () => {
      const { make } = at();
      const lots = [
        make.paid({ credits: 1n, priority: 1, expiresAt: at().clock.in(5) }),
        make.paid({ credits: 1n }),
        make.paid({ credits: 1n }),
        make.promotional({ credits: 1n }),
        make.paid({ credits: 1n, expiresAt: at().clock.in(90) }),
        make.promotional({ credits: 1n, expiresAt: at().clock.in(60) }),
      ];
      for (const lot of lots) {
        await at().accept(lot);
      }
      const entry = await at().accept(make.charge(6n));
      const order = entry.uses.map(({ lotId }) => lots.findIndex(({ id }) => id === lotId));
      expect(order).toEqual([5, 4, 3, 1, 2, 0]);
    });

    it('remembers its lots: a capture takes them in burn order, a release returns to them', async () => {
      const { make } = at();
      const [promotion, purchase] = [
        make.promotional({ credits: 4n }),
        make.paid({ credits: 10n }),
      ];
      await at().accept(promotion);
      await at().accept(purchase);
      const [first, second] = [make.hold(6n), make.hold(3n)];
      await at().accept(first);
      await at().accept(second);
      const entry = await at().accept(make.capture(first.id, 5n));
      expect(entry.uses).toMatchObject([
        { lotId: promotion.id, credits: 4n, basis: 0n, developer: 0n },
        { lotId: purchase.id, credits: 1n },
      ]);
      await at().accept(make.release(second.id));
      expect(await at().store.lot(purchase.id)).toMatchObject({ held: 0n, spent: 1n });
    });

    it('holds on one lot alone in spite of freeze, debt and limits', async () => {
      const { make } = at();
      const [old, young] = [make.paid({ credits: 10n }), make.paid({ credits: 10n })];
      await at().accept(old);
      await at().accept(young);
      await at().accept(make.freeze('refund'));
      const limits = [make.limit({ cap: 0n })];
      const hold = make.hold(7n, { onlyLotId: young.id, limits });
      await at().accept(hold);
      expect(await at().store.lot(young.id)).toMatchObject({ held: 7n });
      expect(await at().refuse(make.hold(4n, { onlyLotId: young.id }))).toEqual({
        code: 'insufficient_credits',
        needed: 4n,
        available: 3n,
      });
      expect(await at().refuse(make.hold(4n, { onlyLotId: 'lot_none' }))).toEqual({
        code: 'lot_not_found',
      });
      await at().accept(make.release(hold.id));
      expect((await at().wallet()).counters).toEqual([]);
    });

    it('shows a wallet whose hold of nothing, on a used-up lot, has ended', async () => {
      const { make, clock } = at();
      const lot = make.paid({ credits: 10n });
      await at().accept(lot);
      await at().accept(make.charge(10n));
      await at().accept(make.hold(0n, { onlyLotId: lot.id, expiresAt: clock.in(5) }));
      clock.pass(10);
      expect(await at().wallet()).toMatchObject({ posted: 0n, held: 0n });
      await at().accept(make.promotional());
    });
  });
}

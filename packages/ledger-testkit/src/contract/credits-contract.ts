// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import { describe, expect, it } from 'vitest';
import type { MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

/** Wallets, grants, corrections, freezes, and what may be read of them. */
export function creditsContract(makeStore: MakeStore): void {
  describe('credits', () => {
    const at = withBench(makeStore);

    it('opens a wallet once', async () => {
      expect(await at().refuse(at().make.open())).toEqual({ code: 'wallet_exists' });
      expect(await at().wallet()).toMatchObject({ posted: 0n, version: 1, lots: [], frozen: [] });
    });

    it('refuses every operation on a wallet that does not exist', async () => {
      const { make } = at();
      const walletId = 'wal_none';
      const operations = [
        make.paid({ walletId }),
        make.hold(1n, { walletId }),
        make.charge(1n, { walletId }),
        make.freeze('dispute', walletId),
        make.unfreeze('dispute', walletId),
        make.repay(walletId),
        make.adjust(1n, { walletId }),
      ];
      for (const operation of operations) {
        expect(await at().refuse(operation)).toEqual({ code: 'wallet_not_found' });
      }
    });

    it('refuses malformed operations before it looks at anything', async () => {
      const { make } = at();
      const grant = make.paid();
      const source = grant.source;
      const malformed = [
        make.paid({ credits: 0n }),
        make.paid({ credits: -1n }),
        make.paid({ credits: 2n ** 63n }),
        make.paid({ basis: -1n }),
        make.paid({ basis: 1n }),
        make.paid({ source: null }),
        make.promotional({ source }),
        make.paid({ expiresAt: 'tomorrow' }),
        make.paid({ priority: 0.5 }),
        make.hold(-1n, { walletId: 'wal_none' }),
        make.hold(-5n),
        make.hold(1n, { developerBps: 10_001 }),
        make.hold(1n, { developerBps: -1 }),
        make.hold(1n, { expiresAt: at().clock.in(0) }),
        make.hold(1n, { limits: [make.limit({ cap: -1n })] }),
        make.hold(1n, { limits: [make.limit({ cap: 1n }), make.limit({ cap: 2n })] }),
        make.charge(-1n),
        make.charge(1n, { upstreamCost: -1n }),
        make.capture('hold_x', -1n),
        make.extend('hold_x', '2026-11-24T09:00:00Z'),
        make.reverse('lot_x', -1n),
        make.adjust(0n),
        make.adjust(5n, { reason: '' }),
        make.freeze(''),
        make.mature('2026-02-30'),
      ];
      for (const operation of malformed) {
        const refusal = await at().refuse(operation);
        expect([operation, refusal.code]).toEqual([operation, 'invalid_operation']);
      }
    });

    it('posts a purchase in its own currency and in base currency, net of tax', async () => {
      const { make } = at();
      const source = { purchaseId: 'pur_1', provider: 'paystack', currency: 'NGN' } as const;
      const grant = make.paid({ source: { ...source, paid: 3_000_000n, tax: 1_500_000_000n } });
      const entry = await at().accept(grant);
      expect(entry).toMatchObject({ type: 'grant', walletId: 'wal_1', operation: grant });
      expect(entry.after).toEqual({ posted: 100_000_000n, held: 0n, debt: 0n });
      expect(await at().balance('credits:issued', 'CREDIT')).toBe(-100_000_000n);
      expect(await at().balance('wallet:wal_1', 'CREDIT')).toBe(100_000_000n);
      expect(await at().balance('cash:paystack', 'NGN')).toBe(-3_000_000n);
      expect(await at().balance('fx', 'NGN')).toBe(3_000_000n);
      expect(await at().balance('fx')).toBe(-20_000_000_000n);
      expect(await at().balance('deferred_revenue')).toBe(18_500_000_000n);
      expect(await at().balance('tax_payable')).toBe(1_500_000_000n);
    });

    it('posts a purchase in base currency through the same accounts, in nano-units', async () => {
      await at().accept(at().make.paid());
      expect(await at().balance('cash:sandbox')).toBe(-20_000_000_000n);
      expect(await at().balance('fx')).toBe(0n);
      expect(await at().balance('deferred_revenue')).toBe(18_500_000_000n);
    });

    it('takes the basis of a funded promotion from promotion expense', async () => {
      await at().accept(at().make.promotional({ basis: 700n }));
      await at().accept(at().make.promotional());
      expect(await at().balance('promotion_expense')).toBe(-700n);
      expect(await at().balance('deferred_revenue')).toBe(700n);
    });

    it('refuses credits that would leave 64 bits', async () => {
      const { make } = at();
      const max = 2n ** 63n - 1n;
      await at().accept(make.promotional({ credits: max }));
      expect(await at().refuse(make.promotional({ credits: 1n }))).toMatchObject({
        code: 'invalid_operation',
      });
      expect(await at().amounts()).toEqual([max, 0n, 0n]);
    });

    it('corrects upwards with credits that earn nothing, downwards in burn order', async () => {
      const { make } = at();
      await at().accept(make.paid());
      await at().accept(make.adjust(5_000_000n));
      expect(await at().refuse(make.adjust(-105_000_001n))).toEqual({
        code: 'insufficient_credits',
        needed: 105_000_001n,
        available: 105_000_000n,
      });
      await at().accept(make.adjust(-15_000_000n));
      expect(await at().amounts()).toEqual([90_000_000n, 0n, 0n]);
      expect(await at().balance('credits:adjusted', 'CREDIT')).toBe(15_000_000n);
      expect(await at().balance('breakage')).toBe(1_850_000_000n);
      expect((await at().wallet()).lots).toHaveLength(1);
    });

    it('takes holds and charges of nothing, so that free calls have receipts', async () => {
      const { make } = at();
      const hold = make.hold(0n, { limits: [make.limit({ cap: 0n })] });
      await at().accept(hold);
      await at().accept(make.capture(hold.id, 0n));
      const entry = await at().accept(make.charge(0n));
      expect(entry).toMatchObject({ transfers: [], uses: [], after: { posted: 0n } });
      expect(await at().store.hold(hold.id)).toMatchObject({ status: 'captured', captured: 0n });
    });

    it('stops holds and charges of a frozen wallet until every cause is gone', async () => {
      const { make } = at();
      await at().accept(make.paid());
      const hold = make.hold(5n);
      await at().accept(hold);
      expect(await at().refuse(make.unfreeze('dispute'))).toEqual({ code: 'freeze_not_found' });
      await at().accept(make.freeze('dispute'));
      await at().accept(make.freeze('review'));
      await at().accept(make.freeze('review'));
      await at().accept(make.unfreeze('dispute'));
      expect(await at().refuse(make.hold(1n))).toEqual({ code: 'wallet_frozen' });
      expect(await at().refuse(make.charge(1n))).toEqual({ code: 'wallet_frozen' });
      await at().accept(make.capture(hold.id, 5n));
      await at().accept(make.paid());
      await at().accept(make.unfreeze('review'));
      await at().accept(make.charge(1n));
    });

    it('tells the journal in both directions, and by what each entry is about', async () => {
      const { make, store } = at();
      await at().accept(make.paid());
      await at().accept(make.charge(1n, { moduleId: 'mod_a', keyId: 'key_a' }));
      at().clock.pass(60);
      await at().accept(make.charge(2n, { moduleId: 'mod_b', keyId: null }));
      const seqs = async (query: object) =>
        (await store.entries({ order: 'oldest_first', limit: 10, ...query })).map(({ seq }) => seq);
      expect(await seqs({})).toEqual([1, 2, 3, 4]);
      expect(await seqs({ order: 'newest_first', limit: 2 })).toEqual([4, 3]);
      expect(await seqs({ afterSeq: 1, beforeSeq: 4 })).toEqual([2, 3]);
      expect(await seqs({ order: 'newest_first', beforeSeq: 3 })).toEqual([2, 1]);
      expect(await seqs({ types: ['charge', 'open'] })).toEqual([1, 3, 4]);
      expect(await seqs({ moduleId: 'mod_a' })).toEqual([3]);
      expect(await seqs({ keyId: 'key_a', walletId: 'wal_1' })).toEqual([3]);
      expect(await seqs({ from: at().clock.in(0) })).toEqual([4]);
      expect(await seqs({ to: at().clock.in(0) })).toEqual([1, 2, 3]);
      expect(await seqs({ walletId: 'wal_none' })).toEqual([]);
      expect(await store.lastSeq()).toBe(4);
    });

    it('tells listeners of each commit until they stop', async () => {
      const { make, store } = at();
      const heard: number[] = [];
      const stop = store.onCommit((lastSeq) => heard.push(lastSeq));
      await at().accept(make.paid());
      stop();
      await at().accept(make.paid());
      expect(heard).toEqual([2]);
    });
  });
}

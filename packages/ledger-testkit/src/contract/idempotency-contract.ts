// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import type { Operation, Result } from '@telex-credits/ledger';
import { describe, expect, it } from 'vitest';
import type { MakeStore, ReopenStore } from './bench.js';
import { withBench } from './with-bench.js';

const original = (result: Result | undefined) => result && { ...result, replayed: false };

/** An id is worked once, whatever its answer was. */
export function idempotencyContract(
  makeStore: MakeStore,
  reopen: ReopenStore | { readonly lacks: string },
): void {
  describe('ids', () => {
    const at = withBench(makeStore);

    it('answers a success again without doing it again', async () => {
      const { make, store } = at();
      const grant = make.paid();
      const [first] = await store.submit([grant]);
      const [again] = await store.submit([grant]);
      expect(again).toEqual({ ...first, replayed: true });
      expect(await at().amounts()).toEqual([100_000_000n, 0n, 0n]);
      expect(original(await store.outcome(grant.id))).toEqual(first);
    });

    it('answers a refusal again, even when it would now succeed', async () => {
      const { make, store } = at();
      const hold = make.hold(5n);
      const [first] = await store.submit([hold]);
      await at().accept(make.paid());
      const [again] = await store.submit([hold]);
      expect(first).toMatchObject({ ok: false, refusal: { code: 'insufficient_credits' } });
      expect(again).toEqual({ ...first, replayed: true });
      expect(original(await store.outcome(hold.id))).toEqual(first);
    });

    it('keeps a malformed operation refused for its id', async () => {
      const { make, store } = at();
      const charge = make.charge(-1n);
      const [first] = await store.submit([charge]);
      expect(first).toMatchObject({ refusal: { code: 'invalid_operation' }, replayed: false });
      expect(await store.submit([charge])).toEqual([{ ...first, replayed: true }]);
    });

    it('refuses an id that comes with another body, and keeps the first answer', async () => {
      const { make, store } = at();
      const grant = make.paid();
      const [first] = await store.submit([grant]);
      const other: Operation = { ...grant, credits: 5n };
      const noted: Operation = { ...grant, note: { invoice: 'other' } };
      for (const body of [other, noted]) {
        expect(await store.submit([body])).toEqual([
          { ok: false, refusal: { code: 'id_reused_with_different_body' }, replayed: false },
        ]);
      }
      expect(await store.submit([grant])).toEqual([{ ...first, replayed: true }]);
    });

    it('works an id once that stands twice in one batch', async () => {
      const { make, store } = at();
      const grant = make.paid();
      const [first, second] = await store.submit([grant, grant]);
      expect(second).toEqual({ ...first, replayed: true });
      expect(await at().amounts()).toEqual([100_000_000n, 0n, 0n]);
    });

    it('works an id once that two callers submit at the same time', async () => {
      const { make, store } = at();
      await at().accept(make.paid());
      const charge = make.charge(1_000_000n);
      const answers = await Promise.all([1, 2, 3, 4].map(() => store.submit([charge])));
      const fresh = answers.flat().filter((result) => !result.replayed);
      expect(fresh).toHaveLength(1);
      expect(await at().amounts()).toEqual([99_000_000n, 0n, 0n]);
    });

    it('knows nothing of an id that was never worked', async () => {
      expect(await at().store.outcome('chg_never')).toBeUndefined();
      expect(await at().store.entry('chg_never')).toBeUndefined();
    });

    it('answers every operation in its place, refused ones too', async () => {
      const { make, store } = at();
      const batch = [make.paid(), make.hold(200_000_000n), make.open('wal_2'), make.hold(1n)];
      const results = await store.submit(batch);
      expect(results.map(({ ok }) => ok)).toEqual([true, false, true, true]);
      const ids = results.map((result) => (result.ok ? result.entry.id : null));
      expect(ids).toEqual([batch[0]?.id, null, batch[2]?.id, batch[3]?.id]);
    });

    it('lets each operation of a batch see those before it, across wallets', async () => {
      const { make, store } = at();
      const hold = make.hold(4n, { walletId: 'wal_2' });
      const results = await store.submit([
        make.open('wal_2'),
        make.paid({ walletId: 'wal_2' }),
        hold,
        make.capture(hold.id, 3n),
        make.charge(1n),
      ]);
      expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true, false]);
      expect(await at().amounts('wal_2')).toEqual([99_999_997n, 0n, 0n]);
    });

    const reason = 'lacks' in reopen ? ` (skipped: ${reopen.lacks})` : '';
    it(`keeps everything when it is closed and opened again${reason}`, async ({ skip }) => {
      if ('lacks' in reopen) {
        return skip(reopen.lacks);
      }
      const { make } = at();
      const grant = make.paid({ note: { invoice: 'A-1', lines: [1, null, { a: true }] } });
      const first = await at().submit(grant);
      const refused = make.hold(200_000_000n, { limits: [make.limit({ cap: 10n ** 15n })] });
      const refusal = await at().submit(refused);
      const hold = make.hold(30n, { limits: [make.limit({ cap: 50n })] });
      await at().accept(hold);
      const before = await at().wallet();
      await at().reopen(reopen);
      const { store } = at();
      expect(await at().wallet()).toEqual(before);
      expect(await store.submit([grant, refused])).toEqual([
        { ...first, replayed: true },
        { ...refusal, replayed: true },
      ]);
      await at().accept(make.capture(hold.id, 10n));
      expect((await at().wallet()).counters[0]).toMatchObject({ used: 10n, held: 0n });
    });
  });
}

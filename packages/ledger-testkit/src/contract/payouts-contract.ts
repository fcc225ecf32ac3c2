// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import type { Grant } from '@telex-credits/ledger';
import { describe, expect, it } from 'vitest';
import type { Bench, MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

const credit = 1_000_000n;
const cent = 10_000_000n;
const nothing = { pending: [], available: 0n, reserved: 0n, inTransit: 0n, paidOut: 0n, debt: 0n };

/** A purchase that was spent whole: `org_publisher` has 14.80 USD available. */
async function earned(bench: Bench): Promise<Grant> {
  const { make } = bench;
  const lot = make.paid();
  const spent = [lot, make.charge(100n * credit), make.mature('2026-11-24')];
  const results = await bench.store.submit(spent);
  expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
  return lot;
}

/** Payouts: reserved, in transit, and settled or returned once. */
export function payoutsContract(makeStore: MakeStore): void {
  describe('payouts', () => {
    const at = withBench(makeStore);

    it('go from available over reserved and in transit to paid out', async () => {
      const { make, store } = at();
      await earned(at());
      const reserve = make.reserve(1_000n * cent);
      await at().accept(reserve);
      const publisher = () => store.publisher('org_publisher');
      const rest = { ...nothing, available: 480n * cent };
      expect(await publisher()).toMatchObject({ ...rest, reserved: 1_000n * cent });
      await at().accept(make.startPayout(reserve.id));
      expect(await publisher()).toMatchObject({ ...rest, inTransit: 1_000n * cent });
      const cash = await at().balance('cash:sandbox');
      const entry = await at().accept(make.settlePayout(reserve.id));
      expect(entry).toMatchObject({ walletId: null, publisherId: 'org_publisher', uses: [] });
      expect(await publisher()).toMatchObject({ ...rest, paidOut: 1_000n * cent });
      expect(await at().balance('cash:sandbox')).toBe(cash + 1_000n * cent);
      expect(await at().balance('fx')).toBe(0n);
      expect(await store.payout(reserve.id)).toEqual({
        id: reserve.id,
        publisherId: 'org_publisher',
        amount: 1_000n * cent,
        status: 'settled',
        sent: { provider: 'sandbox', currency: 'USD', pays: 1_000n },
      });
      expect(await store.payout('pay_none')).toBeUndefined();
    });

    it('take all that is available and not a cent more', async () => {
      const { make, store } = at();
      await earned(at());
      const [more, all] = [make.reserve(1_481n * cent), make.reserve(1_480n * cent)];
      expect(await at().refuse(more)).toEqual({
        code: 'insufficient_earnings',
        needed: 1_481n * cent,
        available: 1_480n * cent,
      });
      await at().accept(all);
      expect(await at().refuse(make.reserve(cent))).toMatchObject({ available: 0n });
      await at().accept(make.unreserve(all.id));
      expect(await store.publisher('org_publisher')).toMatchObject({
        ...nothing,
        available: 1_480n * cent,
      });
    });

    it('in another currency pay what the rate of the start gives, rounded down', async () => {
      const { make } = at();
      await earned(at());
      const reserve = make.reserve(777n * cent);
      await at().accept(reserve);
      const rate = { nanos: 1_000_000_000n, minor: 155_555n };
      await at().accept(
        make.startPayout(reserve.id, { provider: 'paystack', currency: 'NGN', rate }),
      );
      expect((await at().store.payout(reserve.id))?.sent?.pays).toBe(1_208_662n);
      expect(await at().balance('fx', 'NGN')).toBe(0n);
      await at().accept(make.settlePayout(reserve.id));
      expect(await at().balance('cash:paystack', 'NGN')).toBe(1_208_662n);
      expect(await at().balance('fx', 'NGN')).toBe(-1_208_662n);
      expect(await at().balance('fx')).toBe(777n * cent);
      await at().accept(make.returnPayout(reserve.id));
      expect(await at().balance('fx', 'NGN')).toBe(0n);
      expect(await at().balance('fx')).toBe(0n);
    });

    it('are out of reach of later reversals, and pay the debt that those left when they return', async () => {
      const { make, store } = at();
      const lot = await earned(at());
      const [sent, kept] = [make.reserve(1_000n * cent), make.reserve(400n * cent)];
      await at().accept(sent);
      await at().accept(kept);
      await at().accept(make.startPayout(sent.id));
      await at().accept(make.reverse(lot.id, 2_000n));
      const publisher = () => store.publisher('org_publisher');
      const owed = { reserved: 400n * cent, inTransit: 1_000n * cent, debt: 1_400n * cent };
      expect(await publisher()).toMatchObject({ ...nothing, ...owed });
      await at().accept(make.unreserve(kept.id));
      expect(await publisher()).toMatchObject({ reserved: 0n, available: 0n, debt: 1_000n * cent });
      await at().accept(make.reinstate(lot.id, 1_000n));
      expect(await publisher()).toMatchObject({ available: 0n, debt: 260n * cent });
      await at().accept(make.returnPayout(sent.id));
      expect(await publisher()).toMatchObject({ ...nothing, available: 740n * cent });
    });

    it('happen once each: every status refuses by name what no longer fits', async () => {
      const { make } = at();
      await earned(at());
      const all = Array.from({ length: 5 }, () => make.reserve(100n * cent));
      const ids = all.map(({ id }) => id);
      const [openId = '', unreservedId = '', startedId = '', settledId = '', returnedId = ''] = ids;
      const steps = [
        ...all,
        make.unreserve(unreservedId),
        ...[startedId, settledId, returnedId].map((id) => make.startPayout(id)),
        make.settlePayout(settledId),
        make.returnPayout(returnedId),
      ];
      const results = await at().store.submit(steps);
      expect(results.filter(({ ok }) => !ok)).toEqual([]);
      const codes = async (id: string) => {
        const tries = [make.unreserve(id), make.startPayout(id), make.settlePayout(id)];
        const answers = await at().store.submit(tries);
        return answers.map((answer) => (answer.ok ? 'ok' : answer.refusal.code));
      };
      const three = (code: string) => [code, code, code];
      expect(await codes('pay_none')).toEqual(three('payout_not_found'));
      expect(await codes(unreservedId)).toEqual(three('payout_already_unreserved'));
      expect(await codes(settledId)).toEqual(three('payout_already_settled'));
      expect(await codes(returnedId)).toEqual(three('payout_already_returned'));
      expect((await codes(startedId)).slice(0, 2)).toEqual([
        'payout_already_started',
        'payout_already_started',
      ]);
      const refused = [
        [make.settlePayout(openId), 'payout_not_started'],
        [make.returnPayout(openId), 'payout_not_started'],
        [make.returnPayout('pay_none'), 'payout_not_found'],
        [make.returnPayout(unreservedId), 'payout_already_unreserved'],
        [make.returnPayout(returnedId), 'payout_already_returned'],
        [
          make.startPayout(openId, { currency: 'NGN', rate: { nanos: 2n ** 62n, minor: 1n } }),
          'payout_too_small',
        ],
      ] as const;
      for (const [operation, code] of refused) {
        expect(await at().refuse(operation)).toEqual({ code });
      }
    });

    it('that a provider takes back after it had said that they were paid are returned, too', async () => {
      const { make, store } = at();
      await earned(at());
      const reserve = make.reserve(1_480n * cent);
      await at().accept(reserve);
      await at().accept(make.startPayout(reserve.id));
      await at().accept(make.settlePayout(reserve.id));
      await at().accept(make.returnPayout(reserve.id));
      const back = { ...nothing, available: 1_480n * cent };
      expect(await store.publisher('org_publisher')).toMatchObject(back);
      expect(await at().balance('cash:sandbox')).toBe(-2_000n * cent);
      expect(await at().balance('payouts_made')).toBe(0n);
    });

    it('and wallets change in one batch, each operation seeing those before it', async () => {
      const { make, store } = at();
      const reserve = make.reserve(1_480n * cent);
      const results = await store.submit([
        make.open('wal_2'),
        make.paid({ walletId: 'wal_2' }),
        make.paid(),
        make.charge(50n * credit),
        make.charge(50n * credit, { walletId: 'wal_2' }),
        make.mature('2026-11-24'),
        reserve,
        make.startPayout(reserve.id),
        make.charge(50n * credit),
        make.settlePayout(reserve.id),
        make.settlePayout(reserve.id),
      ]);
      expect(results.map((result) => (result.ok ? 'ok' : result.refusal.code))).toEqual([
        ...Array.from({ length: 10 }, () => 'ok'),
        'payout_already_settled',
      ]);
      expect(await store.publisher('org_publisher')).toMatchObject({
        ...nothing,
        pending: [{ day: '2026-11-24', amount: 740n * cent }],
        paidOut: 1_480n * cent,
      });
    });

    it('refuse malformed operations', async () => {
      const { make } = at();
      const rate = { nanos: 1n, minor: 1n };
      const malformed = [
        make.reserve(0n),
        make.reserve(cent + 1n),
        make.reserve(-cent),
        make.startPayout('pay_none', { rate }),
        make.startPayout('pay_none', { currency: 'NGN' }),
        make.startPayout('pay_none', { currency: 'NGN', rate: { nanos: 0n, minor: 1n } }),
        make.startPayout('pay_none', { provider: '' }),
        make.settlePayout(''),
      ];
      const results = await at().store.submit(malformed);
      expect(results.map((result) => (result.ok ? 'ok' : result.refusal.code))).toEqual(
        malformed.map(() => 'invalid_operation'),
      );
    });
  });
}

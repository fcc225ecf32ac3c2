// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: tests, though no *.test.ts: each engine runs them
import type { Operation } from '@telex-credits/ledger';
import { describe, expect, it } from 'vitest';
import type { MakeStore } from './bench.js';
import { withBench } from './with-bench.js';

/** Operations that break two rules each: the first in the documented order is the one that is named. */
export function refusalsContract(makeStore: MakeStore): void {
  describe('refusals', () => {
    const at = withBench(makeStore);

    it('name the first rule that is broken, in the order that each operation documents', async () => {
      const { make, clock } = at();
      const [debtor, frozen, capped, empty] = ['wal_debt', 'wal_both', 'wal_cap', 'wal_empty'];
      const wallets = [debtor, frozen, capped, empty];
      const lots = [debtor, frozen].map((walletId) => make.paid({ walletId, credits: 10n }));
      const [lot, other] = lots.map(({ id }) => id);
      const gift = make.promotional();
      const limits = [make.limit({ cap: 1n })];
      const ended = make.hold(2n, { expiresAt: clock.in(10) });
      const [captured, released, open] = [make.hold(2n), make.hold(2n), make.hold(2n)];
      const setUp: Operation[] = [
        ...wallets.map((walletId) => make.open(walletId)),
        ...lots,
        gift,
        ...[debtor, frozen].map((walletId) => make.charge(10n, { walletId })),
        ...lots.map(({ id }) => make.reverse(id, 2_000n)),
        make.freeze('dispute', frozen),
        ...[ended, captured, released, open],
        make.capture(captured.id, 2n),
        make.release(released.id),
      ];
      const prepared = await at().store.submit(setUp);
      expect(prepared.filter(({ ok }) => !ok)).toEqual([]);
      clock.pass(10);
      const none = { walletId: 'wal_none' };
      const cases: readonly (readonly [Operation, string])[] = [
        [make.hold(-1n, none), 'invalid_operation'],
        [make.hold(2n, { ...none, onlyLotId: 'lot_none' }), 'wallet_not_found'],
        [make.hold(2n, { walletId: frozen, limits }), 'wallet_frozen'],
        [make.charge(2n, { walletId: frozen, limits }), 'wallet_frozen'],
        [make.hold(2n, { walletId: debtor, limits }), 'wallet_in_debt'],
        [make.charge(2n, { walletId: debtor, limits }), 'wallet_in_debt'],
        [make.hold(2n, { walletId: empty, limits }), 'limit_reached'],
        [make.charge(2n, { walletId: empty, limits }), 'limit_reached'],
        [make.hold(1n, { walletId: empty, limits }), 'insufficient_credits'],
        [make.hold(2n, { walletId: empty, onlyLotId: lot ?? '' }), 'lot_not_found'],
        [make.hold(2n, { walletId: debtor, onlyLotId: lot ?? '' }), 'insufficient_credits'],
        [make.capture('hold_none', 99n), 'hold_not_found'],
        [make.capture('', 99n), 'invalid_operation'],
        [make.capture(captured.id, 99n), 'hold_already_captured'],
        [make.capture(released.id, 99n), 'hold_already_released'],
        [make.capture(ended.id, 99n), 'hold_expired'],
        [make.capture(open.id, 99n), 'amount_exceeds_hold'],
        [make.extend(captured.id, clock.in(0)), 'invalid_operation'],
        [make.extend(captured.id, clock.in(1)), 'hold_already_captured'],
        [make.release(ended.id), 'hold_expired'],
        [make.adjust(-1n, none), 'wallet_not_found'],
        [make.adjust(-1n, { walletId: empty }), 'insufficient_credits'],
        [make.repay('wal_none'), 'wallet_not_found'],
        [make.repay(empty), 'no_debt'],
        [make.repay(debtor), 'insufficient_credits'],
        [make.reverse('lot_none', -1n), 'invalid_operation'],
        [make.reverse(gift.id, 1n), 'lot_not_paid'],
        [make.reverse(other ?? '', 1n), 'total_below_reversed'],
        [make.reinstate('lot_none', -1n), 'invalid_operation'],
        [make.reinstate(gift.id, 9_999n), 'lot_not_paid'],
        [make.reinstate(other ?? '', 2_001n), 'total_above_reversed'],
        [make.unfreeze('dispute', 'wal_none'), 'wallet_not_found'],
        [make.mature('2026-02-30', 'org_none'), 'invalid_operation'],
        [make.reserve(1n, 'org_none'), 'invalid_operation'],
        [make.expense(0n, { provider: '' }), 'invalid_operation'],
      ];
      const operations = cases.map(([operation]) => operation);
      const answers = await at().store.submit(operations);
      const codes = answers.map((answer) => (answer.ok ? 'ok' : answer.refusal.code));
      expect(codes).toEqual(cases.map(([, code]) => code));
      const again = await at().store.submit(operations);
      expect(again).toEqual(answers.map((answer) => ({ ...answer, replayed: true })));
    });

    it('and admissions of a limit meet at its cap, and what is released counts where it was held', async () => {
      const { make, clock } = at();
      const day = { id: 'wallet:day', level: 'wallet', cap: 10n } as const;
      const today = [{ ...day, period: '2026-11-24', periodEndsAt: clock.in(900) }];
      const tomorrow = [{ ...day, period: '2026-11-25', periodEndsAt: clock.in(2_340) }];
      const hold = make.hold(9n, { limits: today });
      const answers = await at().store.submit([
        make.paid(),
        make.charge(11n, { limits: today }),
        hold,
        make.charge(2n, { limits: today }),
        make.charge(1n, { limits: today }),
        make.charge(1n, { limits: today }),
        make.charge(10n, { limits: tomorrow }),
        make.charge(1n, { limits: tomorrow }),
        make.capture(hold.id, 4n),
        make.charge(6n, { limits: today }),
        make.charge(5n, { limits: today }),
        make.charge(1n, { limits: tomorrow }),
      ]);
      const no = 'limit_reached';
      expect(answers.map((answer) => (answer.ok ? 'ok' : answer.refusal.code))).toEqual([
        'ok',
        no,
        'ok',
        no,
        'ok',
        no,
        'ok',
        no,
        'ok',
        no,
        'ok',
        no,
      ]);
    });
  });
}

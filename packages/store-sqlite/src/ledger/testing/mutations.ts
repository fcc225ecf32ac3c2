import type { Mutation } from './mutate.js';

const rules: readonly Omit<Mutation, 'store'>[] = [
  {
    name: 'a release does not give back to its limits',
    file: 'ledger/src/end-hold.ts',
    find: 'held: -hold.credits };',
    replace: "held: end.status === 'released' ? 0n : -hold.credits };",
  },
  {
    name: 'a limit is counted in whatever period is there',
    file: 'ledger/src/limits.ts',
    find: 'counter.id === limit.id && counter.period === limit.period;',
    replace: 'counter.id === limit.id;',
  },
  {
    name: 'a capture is not checked against its hold',
    file: 'ledger/src/end-hold.ts',
    find: 'if (capture.credits > hold.credits) {',
    replace: 'if (capture.credits > hold.credits * 2n) {',
  },
  {
    name: 'holds do not expire',
    file: 'ledger/src/expiries.ts',
    find: "hold.status === 'held' && hold.expiresAt <= now;",
    replace: "hold.status === 'held' && hold.expiresAt === now;",
  },
  {
    name: 'an expired lot is swept only when nothing of it is held',
    file: 'ledger/src/expiries.ts',
    find: 'isExpired(lot, now) && available(lot) > 0n)',
    replace: 'isExpired(lot, now) && available(lot) > 0n && lot.held === 0n)',
  },
  {
    name: "the developer's share is rounded up",
    file: 'ledger/src/spend-credits.ts',
    find: 'mulDivFloor(basis, share, bpsWhole)',
    replace: '(basis * share + bpsWhole - 1n) / bpsWhole',
  },
  {
    name: 'a lot releases its basis by parts that are rounded one by one',
    file: 'money/src/split.ts',
    find: 'mulDivFloor(lot.basis, usedAfter, lot.size) - mulDivFloor(lot.basis, usedBefore, lot.size);',
    replace: 'mulDivFloor(lot.basis, usedAfter - usedBefore, lot.size);',
  },
  {
    name: 'lots that expire sooner are not burnt first',
    file: 'ledger/src/lots.ts',
    find: '    compareExpiry(a.expiresAt, b.expiresAt) ||\n',
    replace: '',
  },
  {
    name: 'a freeze does not stop charges',
    file: 'ledger/src/reserve-credits.ts',
    find: 'if (wallet.frozen.length > 0) {',
    replace: "if (wallet.frozen.length > 0 && reservation.type === 'hold') {",
  },
  {
    name: 'what is left of a hold on an expired lot can be spent again',
    file: 'ledger/src/end-hold.ts',
    find: 'if (isExpired(lot, draft.context.now)) {',
    replace: 'if (isExpired(lot, draft.context.now) && due > 0n) {',
  },
  {
    name: 'a hold that ends gives back to the period of its end',
    file: 'ledger/src/end-hold.ts',
    find: 'count(draft.counters, hold.limits, counted)',
    replace: `count(
      draft.counters,
      hold.limits.map((limit) => ({
        ...limit,
        period: limit.level === 'wallet' ? draft.context.now.slice(0, 10) : limit.period,
      })),
      counted,
    )`,
  },
  {
    name: 'a reversal is not capped at what was paid',
    file: 'ledger/src/reverse-purchase.ts',
    find: 'const total = least(reverse.total, source.paid);',
    replace: 'const total = least(reverse.total, source.paid * 2n);',
  },
  {
    name: 'a reversal takes credits back rounded up',
    file: 'ledger/src/reverse-purchase.ts',
    find: 'return mulDivFloor(lot.size, total, source.paid);',
    replace: 'return (lot.size * total + source.paid - 1n) / source.paid;',
  },
  {
    name: 'a reinstatement may give back more than was reversed',
    file: 'ledger/src/reinstate-purchase.ts',
    find: 'if (total > lot.reversedMoney) {',
    replace: 'if (total > source.paid) {',
  },
  {
    name: 'maturing pays no debt of the publisher',
    file: 'ledger/src/mature-earnings.ts',
    find: 'const paid = least(amount, earnings.debt);',
    replace: 'const paid = 0n * least(amount, earnings.debt);',
  },
  {
    name: 'a payout may be started twice',
    file: 'ledger/src/pay-out.ts',
    find: "  in_transit: 'payout_already_started',\n",
    replace: '',
  },
  {
    name: 'an id with another body gets the first answer',
    file: 'ledger-testkit/src/model-ledger.ts',
    find: 'return known.body === body ? answer(known.decision, true) : reused;',
    replace: 'return body ? answer(known.decision, true) : reused;',
  },
  {
    name: 'a charge that is repeated is worked twice',
    file: 'ledger-testkit/src/model-ledger.ts',
    find: 'if (known !== undefined) {',
    replace: "if (known !== undefined && operation.type !== 'charge') {",
  },
];

const engine: readonly Omit<Mutation, 'store'>[] = [
  {
    name: 'a refusal is not stored',
    file: 'store-sqlite/src/ledger/writer.ts',
    find: 'state.statements.insertRefusal.run(operation.id, fingerprint(operation), at, text);',
    replace: 'void [text, at];',
  },
  {
    name: 'a failed commit is acknowledged as if it were durable',
    file: 'store-sqlite/src/ledger/writer.ts',
    find: 'session.db.immediate(() => {',
    replace: `((work: () => Result[]) => {
      let worked: Result[] = [];
      try {
        session.db.immediate(() => {
          worked = work();
        });
      } catch {
        this.#drop();
      }
      return worked;
    })(() => {`,
  },
  {
    name: 'memory is kept after a failed commit',
    file: 'store-sqlite/src/ledger/writer.ts',
    find: `      this.#options.report(error);
      this.#drop();
`,
    replace: `      this.#options.report(error);
`,
  },
  {
    name: 'an update of a lot is lost',
    file: 'store-sqlite/src/ledger/ledger-state.ts',
    find: 'this.statements.updateLot.run(...lotChangingValues(lot), lot.id);',
    replace:
      'lot.reversed > 0n || this.statements.updateLot.run(...lotChangingValues(lot), lot.id);',
  },
  {
    name: 'a hold that ended is still open in its row',
    file: 'store-sqlite/src/ledger/ledger-state.ts',
    find: 'this.statements.updateHold.run(captured, status, expiresAt, id);',
    replace: "this.statements.updateHold.run(captured, 'held', expiresAt, id);",
  },
  {
    name: 'time goes back with the clock of a new process',
    file: 'store-sqlite/src/ledger/writer.ts',
    find: 'const at = session.lastAt > now ? session.lastAt : now;',
    replace: 'const at = now;',
  },
  {
    name: 'an operation that is repeated is worked again under its old id',
    file: 'store-sqlite/src/ledger/writer.ts',
    find: 'if (stored !== undefined) {',
    replace: "if (stored !== undefined && operation.type !== 'charge') {",
  },
];

/** Deliberate bugs, of the rules and of the engine; docs/simulator.md lists them. */
export const mutations: readonly Mutation[] = [
  ...rules.map((mutation) => ({ ...mutation, store: 'model' as const })),
  ...engine.map((mutation) => ({ ...mutation, store: 'sqlite' as const })),
];

import type { Dispute } from '@telex-credits/payments';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Books, openBooks } from '../../testing/books.js';
import { type ScriptedPayment, scriptedDispute } from '../../testing/scripted-provider.js';

/*
 * 1,000 credits cost 5 USD or 8,000 NGN: 5 nano-dollars a micro-credit, and a whole number of
 * micro-credits a minor unit. So nothing is ever rounded, and what every account must say follows
 * from sums alone.
 */
const size = 1_000_000_000n;
const basisOfMicro = 5n;
const developerOfMicro = 4n;
const dayMs = 86_400_000;

let books: Books;
beforeAll(async () => {
  books = await openBooks();
}, 30_000);
afterAll(async () => {
  const report = await books.ledger.verify();
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
  await books.close();
}, 30_000);

/** One thing that happens; numbers pick what it happens to, and how much. */
const happening = fc.record({
  what: fc.constantFrom(
    ...(['buy', 'buyNaira', 'spend', 'spend', 'hold', 'endHold', 'deliver', 'deliver'] as const),
    ...(['deliverAll', 'refundByUs', 'refundByThem', 'refundFails', 'inquiry', 'open'] as const),
    ...(['fee', 'fee', 'disputeFee', 'feeBack'] as const),
    ...(['withdraw', 'withdraw', 'reinstate', 'won', 'lost', 'repay', 'mature', 'crash'] as const),
  ),
  which: fc.nat(5),
  permille: fc.integer({ min: 1, max: 1000 }),
  times: fc.integer({ min: 1, max: 3 }),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** One customer's story, with what an accountant would write down beside it. */
class Story {
  readonly wallet = books.environment.newId('org');
  readonly publisher = books.environment.newId('org');
  readonly purchases: string[] = [];
  readonly holds: string[] = [];
  readonly waiting: string[] = [];
  spent = 0n;

  payment(which: number): ScriptedPayment | undefined {
    const id = this.purchases[which % Math.max(this.purchases.length, 1)];
    return id === undefined ? undefined : books.provider.of(id);
  }

  async spend(amount: bigint, type: 'charge' | 'hold'): Promise<void> {
    const id = books.environment.newId(type);
    const [result] = await books.ledger.submit([
      {
        ...{ type, id, walletId: this.wallet, credits: amount, keyId: null, limits: [] },
        ...{ moduleId: 'mod_1', publisherId: this.publisher, developerBps: 8000 },
        expiresAt: new Date(books.clock.time + 365 * dayMs).toISOString(),
      } as Parameters<Books['ledger']['submit']>[0][number],
    ]);
    if (result?.ok === true) {
      this.spent += type === 'charge' ? amount : 0n;
      if (type === 'hold') {
        this.holds.push(id);
      }
    }
  }

  async endHold(permille: number): Promise<void> {
    const holdId = this.holds.shift();
    const hold = holdId === undefined ? undefined : await books.ledger.hold(holdId);
    if (holdId === undefined || hold === undefined) {
      return;
    }
    const credits = (hold.credits * BigInt(permille)) / 1000n;
    const [result] = await books.ledger.submit([
      { type: 'capture', id: books.environment.newId('use'), holdId, credits },
    ]);
    expect(result?.ok).toBe(true);
    this.spent += credits;
  }

  news(payment: ScriptedPayment): void {
    this.waiting.push(payment.orderId ?? '');
  }
}

const part = (amount: bigint, permille: number) => {
  const some = (amount * BigInt(permille)) / 1000n;
  return some > 0n ? some : 1n;
};
const refundedOf = (payment: ScriptedPayment) =>
  payment.refunds.reduce((sum, { amount, failed }) => sum + (failed ? 0n : amount), 0n);

function disputeIn(payment: ScriptedPayment, which: number) {
  return payment.disputes[which % Math.max(payment.disputes.length, 1)];
}

/** What happens on the provider's side, and becomes an event. */
const overThere: Partial<
  Record<Happening['what'], (payment: ScriptedPayment, happens: Happening) => void>
> = {
  refundByThem(payment, { permille }) {
    const left = payment.amount - refundedOf(payment);
    if (left > 0n) {
      const id = books.environment.newId('re');
      payment.refunds.push({ id, amount: part(left, permille), failed: false });
    }
  },
  refundFails(payment, { which }) {
    const refund = payment.refunds[which % Math.max(payment.refunds.length, 1)];
    if (refund !== undefined) {
      refund.failed = true;
    }
  },
  inquiry(payment) {
    payment.disputes.push(scriptedDispute(books.environment.newId('dp'), 'inquiry'));
  },
  open(payment, { which }) {
    const known = disputeIn(payment, which);
    if (known?.state === 'inquiry') {
      known.state = 'open';
    } else {
      payment.disputes.push(scriptedDispute(books.environment.newId('dp'), 'open'));
    }
  },
  withdraw(payment, { which, permille }) {
    const dispute = disputeIn(payment, which);
    if (dispute !== undefined) {
      // A bank may take what was refunded already: T is capped at what was paid.
      dispute.withdrawn += part(payment.amount, permille);
    }
  },
  reinstate(payment, { which, permille }) {
    const dispute = disputeIn(payment, which);
    const out = (dispute?.withdrawn ?? 0n) - (dispute?.reinstated ?? 0n);
    if (dispute !== undefined && out > 0n) {
      dispute.reinstated += permille > 500 ? out : part(out, permille);
    }
  },
  fee(payment, { which, permille }) {
    // In the payment's currency or in that of the account; it may be corrected, either way.
    const currency = which % 2 === 0 ? 'USD' : payment.currency;
    payment.fee = { amount: BigInt(permille), currency };
  },
  disputeFee(payment, { which, permille }) {
    const dispute = disputeIn(payment, which);
    if (dispute !== undefined) {
      dispute.fee = BigInt(permille);
      dispute.feeCurrency = which % 2 === 0 ? 'USD' : payment.currency;
    }
  },
  feeBack(payment, { which }) {
    const dispute = disputeIn(payment, which);
    if (dispute !== undefined) {
      dispute.fee = 0n;
    } else if (payment.fee !== null) {
      payment.fee = { ...payment.fee, amount: 0n };
    }
  },
  won: (payment, { which }) => setState(payment, which, 'won'),
  lost: (payment, { which }) => setState(payment, which, 'lost'),
};

function setState(payment: ScriptedPayment, which: number, state: Dispute['state']): void {
  const dispute = disputeIn(payment, which);
  if (dispute !== undefined) {
    dispute.state = state;
  }
}

async function refundByUs(story: Story, payment: ScriptedPayment, permille: number) {
  const refund = books.purchases.refund({
    id: books.environment.newId('rfd'),
    purchaseId: payment.orderId ?? '',
    organisationId: story.wallet,
    amount: {
      amount: `${part(payment.amount, permille) / 100n}.${String(part(payment.amount, permille) % 100n).padStart(2, '0')}`,
      currency: payment.currency,
    },
    by: { personId: 'usr_admin', isPlatformAdmin: true },
  });
  // Refused where it is too much, disputed or not credited yet: then nothing has happened.
  await refund.catch(() => undefined);
}

const faults = ['answers_unknown', 'dies_after', 'answers_unknown'] as const;

/** A delivery as the inbox works it: one that fails waits for its next turn. */
async function tell(story: Story, id: string): Promise<void> {
  await books.tell(id).catch(() => story.waiting.push(id));
}

async function happens(story: Story, event: Happening): Promise<void> {
  const { what, which, permille, times } = event;
  const payment = story.payment(which);
  const change = overThere[what];
  if (change !== undefined && payment !== undefined) {
    change(payment, event);
    story.news(payment);
    return;
  }
  switch (what) {
    case 'buy':
    case 'buyNaira': {
      const currency = what === 'buy' ? 'USD' : 'NGN';
      const id = await books.buy(story.wallet, { currency });
      story.purchases.push(id);
      story.waiting.push(id);
      break;
    }
    case 'spend':
    case 'hold':
      await story.spend(part(size, permille), what === 'spend' ? 'charge' : 'hold');
      break;
    case 'endHold':
      await story.endHold(permille);
      break;
    case 'deliver': {
      // Any of those that wait, not the oldest; and more than once, at once.
      const [id] = story.waiting.splice(which % Math.max(story.waiting.length, 1), 1);
      if (id !== undefined) {
        await Promise.all(Array.from({ length: times }, () => tell(story, id)));
      }
      break;
    }
    case 'deliverAll':
      await Promise.all(story.waiting.splice(0).map((id) => tell(story, id)));
      break;
    case 'crash':
      // Told right away, so that it hits the work of a delivery.
      books.ledger.faults.push(...faults.slice(0, times));
      if (payment !== undefined) {
        await tell(story, payment.orderId ?? '');
      }
      books.ledger.faults.splice(0);
      break;
    case 'refundByUs':
      if (payment !== undefined) {
        await refundByUs(story, payment, permille);
      }
      break;
    case 'repay':
      await books.job('repay-debts');
      break;
    case 'mature': {
      books.clock.time += dayMs;
      const { pending } = await books.ledger.publisher(story.publisher);
      await books.ledger.submit(
        pending.map(({ day }) => {
          const id = books.environment.newId('mature');
          return { type: 'mature', id, publisherId: story.publisher, day } as const;
        }),
      );
      break;
    }
    default:
  }
}

/** Ends the story: every hold ends, everybody has heard everything, debts are paid where they can. */
async function settle(story: Story): Promise<void> {
  while (story.holds.length > 0) {
    await story.endHold(story.holds.length % 2 === 0 ? 0 : 500);
  }
  for (const id of story.purchases) {
    await books.tell(id);
  }
  // A refund whose sum is not what was expected is asked about a few times before it is believed.
  for (let hour = 0; hour < 4; hour += 1) {
    books.clock.time += 3600_000;
    await books.job('continue-refunds');
  }
  await books.job('repay-debts');
}

const takenOf = (payment: ScriptedPayment) => {
  const out = payment.disputes.reduce((sum, one) => sum + one.withdrawn - one.reinstated, 0n);
  const taken = refundedOf(payment) + out;
  const isMore = taken > payment.amount;
  return isMore ? payment.amount : taken;
};

const isFrozenBy = ({ state, withdrawn, reinstated }: Dispute) =>
  state !== 'won' && !(withdrawn > 0n && reinstated >= withdrawn);

const platformAccounts = [
  ...(['cash:stripe', 'deferred_revenue', 'platform_revenue', 'provider_fees'] as const),
];

/** Minor units of one currency that the provider keeps, for payments and disputes. */
function feesOf(payments: readonly ScriptedPayment[], currency: string): bigint {
  const fees = payments.flatMap(({ fee, disputes }) => [
    ...(fee === null ? [] : [fee]),
    ...disputes.map((one) => ({ amount: one.fee, currency: one.feeCurrency })),
  ]);
  return fees.reduce((sum, fee) => sum + (fee.currency === currency ? fee.amount : 0n), 0n);
}

async function platform(): Promise<Record<string, bigint>> {
  const found: Record<string, bigint> = {};
  for (const { account, asset, balance } of await books.ledger.balances('')) {
    if (platformAccounts.some((one) => one === account)) {
      found[`${account} ${asset}`] = balance;
    }
  }
  return found;
}

/** What every account must say, from sums alone; no order of events is in it. */
function expected(story: Story) {
  const payments = story.purchases.map((id) => books.provider.of(id));
  const kept = payments.map((payment) => ({
    credits: size - (size * takenOf(payment)) / payment.amount,
    money: payment.amount - takenOf(payment),
    currency: payment.currency,
  }));
  const credits = kept.reduce((sum, one) => sum + one.credits, 0n);
  const net = credits - story.spent;
  const [posted, debt] = net > 0n ? [net, 0n] : [0n, -net];
  const covered = story.spent - debt;
  const cash = (currency: string) =>
    kept.reduce((sum, one) => sum + (one.currency === currency ? one.money : 0n), 0n);
  const fees = (currency: string) => feesOf(payments, currency);
  return {
    wallet: { posted, debt, held: 0n },
    developer: covered * developerOfMicro,
    platform: {
      'cash:stripe USD': (fees('USD') - cash('USD')) * 10_000_000n,
      'cash:stripe NGN': fees('NGN') - cash('NGN'),
      // 1,600 NGN are a dollar: a kobo is 6,250 nano-dollars.
      'provider_fees USD': -(fees('USD') * 10_000_000n + fees('NGN') * 6_250n),
      'deferred_revenue USD': posted * basisOfMicro,
      'platform_revenue USD': covered * (basisOfMicro - developerOfMicro),
    },
    frozen: payments
      .flatMap(({ disputes }) => disputes.filter(isFrozenBy))
      .map(({ disputeRef }) => `dispute:${disputeRef}`)
      .sort(),
    taken: payments.map(takenOf),
  };
}

async function found(story: Story, before: Record<string, bigint>) {
  const wallet = await books.ledger.wallet(story.wallet);
  const { pending, available, debt } = await books.ledger.publisher(story.publisher);
  const after = await platform();
  const names = ['cash:stripe USD', 'cash:stripe NGN', 'deferred_revenue USD', 'provider_fees USD'];
  const change = (name: string) => (after[name] ?? 0n) - (before[name] ?? 0n);
  const booked = story.purchases.map((orderId) =>
    books.purchases.booked.find({ provider: 'stripe', orderId }),
  );
  return {
    wallet: {
      ...{ posted: wallet?.posted ?? 0n, debt: wallet?.debt ?? 0n, held: wallet?.held ?? 0n },
    },
    developer: pending.reduce((sum, { amount }) => sum + amount, 0n) + available - debt,
    platform: Object.fromEntries(
      [...names, 'platform_revenue USD'].map((name) => [name, change(name)]),
    ),
    frozen: [...(wallet?.frozen ?? [])].sort(),
    taken: (await Promise.all(booked)).map((order) => order?.taken),
  };
}

it('keeps wallet, platform and developer exact in any order and number of deliveries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 30 }), async (events) => {
      const before = await platform();
      const story = new Story();
      await happens(story, { what: 'buy', which: 0, permille: 1, times: 1 });
      for (const event of events) {
        await happens(story, event);
      }
      await settle(story);
      expect(await found(story, before)).toEqual(expected(story));
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 120_000);

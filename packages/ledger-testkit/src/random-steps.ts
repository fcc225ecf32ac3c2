import type { Expense, LimitRef, Operation, PaymentSource } from '@telex-credits/ledger';
import fc from 'fast-check';
import { OperationMaker } from './operation-maker.js';

/** Everything that can happen in a story, the frequent more often. */
export const stepKinds = [
  'paid',
  'paid',
  'paid',
  'promotional',
  'promotional',
  'hold',
  'hold',
  'capture',
  'capture',
  'charge',
  'charge',
  'release',
  'extend',
  'reverse',
  'reverse',
  'reinstate',
  'repay',
  'adjust',
  'freeze',
  'mature',
  'mature',
  'reserve',
  'payout',
  'payout',
  'refund-hold',
  'fee',
  'pass',
] as const;

export type StepKind = (typeof stepKinds)[number];

/** One step of a random story: what happens, and numbers that pick to whom and how much. */
export interface Step {
  readonly kind: StepKind;
  readonly pick: number;
  readonly amount: number;
  readonly extra: number;
}

/** An even number below `end`: fast-check's taste for small ones would tell dull stories. */
const even = (end: number) => fc.noBias(fc.nat(end - 1));

/** Stories of small amounts, in which everything can happen in any order. */
export const stories = (length: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      kind: fc.noBias(fc.constantFrom(...stepKinds)),
      pick: even(1_000),
      amount: even(30),
      extra: even(1_000),
    }),
    { minLength: Math.floor(length / 2), maxLength: length, size: 'max' },
  );

const noLot = { id: 'lot_none', paid: 1n };

const publishers = ['org_a', 'org_b', null] as const;

/** Turns steps into operations on two wallets, by what the story has made so far. */
export class StoryTeller {
  readonly make = new OperationMaker();
  readonly #lots: { id: string; paid: bigint }[] = [];
  readonly #holds: string[] = [];
  readonly #payouts: string[] = [];
  readonly #fees: Expense[] = [];
  readonly #start: () => number;
  #passed = 0;

  /** `start` is the time without what the story lets pass; it stands still unless told. */
  constructor(start: () => number = () => Date.parse('2026-11-24T09:00:00.000Z')) {
    this.#start = start;
  }

  readonly clock = (): Date => new Date(this.#start() + this.#passed);

  /** The wallets of the story; to be opened first. */
  opening(): Operation[] {
    return [this.make.open('wal_1'), this.make.open('wal_2')];
  }

  /** Gives every hold back, every fee and every purchase's money, whatever happened before. */
  ending(): Operation[] {
    const releases = this.#holds.map((id) => this.make.release(id));
    const returns = this.#payouts.map((id) => this.make.returnPayout(id));
    const fees = this.#fees.map(({ amount, base, ...fee }) =>
      this.make.expense(-amount, { ...fee, id: this.make.id('exp'), base: -base }),
    );
    return [
      ...releases,
      ...returns,
      ...fees,
      ...this.#lots.map(({ id, paid }) => this.make.reverse(id, paid)),
    ];
  }

  /** The operation of a step; null when only time passes. */
  tell(step: Step): Operation | null {
    const { kind, pick, amount } = step;
    switch (kind) {
      case 'pass':
        this.#passed += pick * amount * 2_000;
        return null;
      case 'paid':
      case 'promotional':
        return this.#grant(step);
      case 'hold':
      case 'refund-hold':
        return this.#hold(step);
      case 'charge':
        return this.make.charge(BigInt(amount), this.#terms(step));
      case 'capture':
        return this.make.capture(this.#heldId(pick), BigInt(amount));
      case 'release':
        return this.make.release(this.#heldId(pick));
      case 'extend':
        return this.make.extend(this.#heldId(pick), this.#in(1 + amount * 60));
      default:
        return this.#correction(step);
    }
  }

  #correction({ kind, pick, amount, extra }: Step): Operation {
    const walletId = this.#wallet(pick);
    switch (kind) {
      case 'reverse':
      case 'reinstate': {
        const { id, paid } = this.#lots[pick % Math.max(1, this.#lots.length)] ?? noLot;
        const all = kind === 'reverse' ? paid : 0n;
        // Up to 29/25 of what was paid: a total above it is capped.
        const total = extra % 3 === 0 ? all : (paid * BigInt(amount)) / 25n;
        return this.make[kind](id, total);
      }
      case 'reserve': {
        const reserve = this.make.reserve(
          10_000_000n * BigInt(1 + (amount % 4)),
          `org_${'ab'[pick % 2]}`,
        );
        this.#payouts.push(reserve.id);
        return reserve;
      }
      case 'payout':
        return this.#payout(pick, extra);
      case 'fee':
        return this.#fee(amount, extra);
      case 'repay':
        return this.make.repay(walletId);
      case 'adjust':
        return this.make.adjust(extra % 2 === 0 ? BigInt(amount + 1) : -BigInt(amount + 1), {
          walletId,
        });
      case 'freeze':
        return extra % 5 === 0
          ? this.make.freeze('dispute', walletId)
          : this.make.unfreeze('dispute', walletId);
      default:
        return this.make.mature(
          this.#in(-Math.max(0, (amount % 6) - 3) * 1_440).slice(0, 10),
          `org_${'ab'[pick % 2]}`,
        );
    }
  }

  /** Something that can happen to one of the last payouts, allowed or not. */
  #payout(pick: number, extra: number): Operation {
    const recent = this.#payouts.slice(-3);
    const id = recent[pick % Math.max(1, recent.length)] ?? 'pay_none';
    switch (extra % 6) {
      case 0:
        return this.make.unreserve(id);
      case 1:
        return this.make.startPayout(id);
      case 2: {
        const rate = { nanos: 6_000_001n, minor: BigInt(extra) };
        return this.make.startPayout(id, { provider: 'paystack', currency: 'NGN', rate });
      }
      case 3:
        return this.make.returnPayout(id);
      default:
        return this.make.settlePayout(id);
    }
  }

  /** What a provider keeps, or gives back: now and then so little that it is nothing in base currency. */
  #fee(amount: number, extra: number): Operation {
    const own = BigInt(extra % 4 === 0 ? -1 - amount : 1 + amount);
    const kind = extra % 3 === 0 ? 'dispute_fee' : 'payment_fee';
    const fields = { kind, purchaseId: `pur_${extra}` } as const;
    const base = own * BigInt(extra % 5) * 1_237n;
    const naira = { ...fields, provider: 'paystack', currency: 'NGN', base } as const;
    const fee = this.make.expense(own, extra % 2 === 0 ? fields : naira);
    this.#fees.push(fee);
    return fee;
  }

  #grant({ kind, pick, amount, extra }: Step): Operation {
    const fields = {
      walletId: this.#wallet(pick),
      credits: BigInt(amount * 2 + 1),
      priority: extra % 2,
      expiresAt: extra % 3 === 0 ? this.#in(1 + (extra % 50) * 60) : null,
    };
    if (kind === 'promotional') {
      return this.make.promotional({ ...fields, basis: BigInt(extra % 2) * 97n });
    }
    const purchase = { purchaseId: `pur_${extra}`, provider: 'sandbox' } as const;
    const paid = BigInt(1 + (extra % 40));
    const tax = BigInt(extra % 13);
    const naira: PaymentSource = { ...purchase, currency: 'NGN', paid, tax };
    // Half of them are worth enough for payouts, the others so little that roundings show.
    const basis = BigInt(extra) * (extra % 2 === 0 ? 1n : 999_983n);
    const grant =
      extra % 4 === 0
        ? this.make.paid({
            ...fields,
            source: { ...naira, currency: 'USD' },
            basis: paid * 10_000_000n - tax,
          })
        : this.make.paid({ ...fields, source: naira, basis });
    this.#lots.push({ id: grant.id, paid });
    return grant;
  }

  #hold(step: Step): Operation {
    const expiresAt = this.#in(1 + (step.extra % 40) * 30);
    const fields = { ...this.#terms(step), expiresAt };
    const lot = this.#lots[step.pick % Math.max(1, this.#lots.length)];
    const only = step.kind === 'refund-hold' && lot !== undefined ? { onlyLotId: lot.id } : {};
    const hold = this.make.hold(BigInt(step.amount), { ...fields, ...only });
    this.#holds.push(hold.id);
    return hold;
  }

  #terms({ pick, extra }: Step) {
    const publisherId = publishers[extra % publishers.length] ?? null;
    const developerBps = [8_000, 0, 10_000, 3_333][extra % 4] ?? 0;
    return { walletId: this.#wallet(pick), publisherId, developerBps, limits: this.#limits(extra) };
  }

  #limits(extra: number): LimitRef[] {
    const day = this.#in(0).slice(0, 10);
    const periodEndsAt = new Date(Date.parse(day) + 86_400_000).toISOString();
    const all = [
      this.make.limit({ id: 'wallet:day', level: 'wallet', period: day, periodEndsAt, cap: 40n }),
      this.make.limit({ id: 'call', level: 'call', cap: 25n }),
      this.make.limit({ cap: 70n }),
    ];
    return all.filter((_, index) => (extra >> (index + 2)) % 3 === 0);
  }

  /** Mostly a recent hold, so that captures and releases often hit an open one. */
  #heldId(pick: number): string {
    const recent = this.#holds.slice(-3);
    return recent[pick % Math.max(1, recent.length)] ?? 'hold_none';
  }

  #wallet(pick: number): string {
    return pick % 5 === 0 ? 'wal_2' : 'wal_1';
  }

  #in(minutes: number): string {
    return new Date(this.clock().getTime() + minutes * 60_000).toISOString();
  }
}

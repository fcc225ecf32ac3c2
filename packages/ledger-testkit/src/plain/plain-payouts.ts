import type { Operation } from '@telex-credits/ledger';
import type { PlainBooks } from './plain-books.js';

interface PlainPayout {
  readonly publisherId: string;
  readonly amount: bigint;
  status: 'reserved' | 'unreserved' | 'in_transit' | 'settled' | 'returned';
  cash: { readonly account: string; readonly currency: string; readonly amount: bigint };
}

/** Operations that name a payout. */
type OnPayout = Extract<Operation, { payoutId: string }>;

const cent = 10_000_000n;

/** What payouts are in the naive model: a status, and sums moved between a publisher's accounts. */
export class PlainPayouts {
  readonly #payouts = new Map<string, PlainPayout>();
  readonly #books: PlainBooks;

  constructor(books: PlainBooks) {
    this.#books = books;
  }

  reserve(id: string, publisherId: string, amount: bigint): string {
    if (this.#books.balance(`earnings_available:${publisherId}`, 'USD') < amount) {
      return 'insufficient_earnings';
    }
    const cash = { account: '', currency: '', amount: 0n };
    const payout: PlainPayout = { publisherId, amount, status: 'reserved', cash };
    this.#payouts.set(id, payout);
    this.#move(payout, 'available', 'reserved');
    return 'ok';
  }

  work(operation: OnPayout): string {
    const payout = this.#payouts.get(operation.payoutId);
    if (payout === undefined) {
      return 'payout_not_found';
    }
    const { status } = payout;
    const early = operation.type === 'unreserve' || operation.type === 'payout-start';
    if (status === 'unreserved' || status === 'returned') {
      return `payout_already_${status}`;
    }
    if (status === 'settled' && operation.type !== 'payout-return') {
      return 'payout_already_settled';
    }
    if (early && status === 'in_transit') {
      return 'payout_already_started';
    }
    if (!early && status === 'reserved') {
      return 'payout_not_started';
    }
    return this.#allowed(payout, operation);
  }

  #allowed(payout: PlainPayout, operation: OnPayout): string {
    switch (operation.type) {
      case 'unreserve':
        this.#giveBack(payout, 'reserved');
        payout.status = 'unreserved';
        return 'ok';
      case 'payout-start':
        return this.#start(payout, operation);
      case 'payout-settle':
        this.#move(payout, 'in_transit', 'paid_out');
        this.#books.post('payouts_made', 'fx', 'USD', payout.amount);
        this.#pay(payout, 1n);
        payout.status = 'settled';
        return 'ok';
      case 'payout-return':
        if (payout.status === 'settled') {
          this.#giveBack(payout, 'paid_out');
          this.#books.post('payouts_made', 'fx', 'USD', -payout.amount);
          this.#pay(payout, -1n);
        } else {
          this.#giveBack(payout, 'in_transit');
        }
        payout.status = 'returned';
        return 'ok';
    }
  }

  #start(payout: PlainPayout, start: Extract<Operation, { type: 'payout-start' }>): string {
    const { currency, provider, rate } = start;
    const account = `cash:${provider}`;
    const amount = rate === null ? payout.amount / cent : (payout.amount * rate.minor) / rate.nanos;
    if (amount === 0n) {
      return 'payout_too_small';
    }
    payout.cash = { account, currency, amount: rate === null ? amount * cent : amount };
    this.#move(payout, 'reserved', 'in_transit');
    payout.status = 'in_transit';
    return 'ok';
  }

  #pay({ cash }: PlainPayout, sign: bigint): void {
    this.#books.post('fx', cash.account, cash.currency, sign * cash.amount);
  }

  #move({ publisherId, amount }: PlainPayout, from: string, to: string): void {
    const [debit, credit] = [`earnings_${from}:${publisherId}`, `earnings_${to}:${publisherId}`];
    this.#books.post(debit, credit, 'USD', amount);
  }

  #giveBack({ publisherId, amount }: PlainPayout, from: string): void {
    const owed = -this.#books.balance(`earnings_debt:${publisherId}`, 'USD');
    const paid = owed < amount ? owed : amount;
    const account = `earnings_${from}:${publisherId}`;
    this.#books.post(account, `earnings_debt:${publisherId}`, 'USD', paid);
    this.#books.post(account, `earnings_available:${publisherId}`, 'USD', amount - paid);
  }
}

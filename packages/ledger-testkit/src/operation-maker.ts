import type {
  Adjust,
  Capture,
  Charge,
  Expense,
  Extend,
  Freeze,
  Grant,
  Hold,
  LimitRef,
  Mature,
  Open,
  PayoutReturn,
  PayoutSettle,
  PayoutStart,
  Reinstate,
  Release,
  Repay,
  Reserve,
  Reverse,
  Unfreeze,
  Unreserve,
} from '@telex-credits/ledger';

/** What a maker fills in by itself when a test does not care. */
type Fields<T> = Partial<Omit<T, 'type'>>;

const terms = {
  moduleId: 'mod_word_count',
  publisherId: 'org_publisher',
  developerBps: 8_000,
  limits: [],
  keyId: 'key_one',
} as const;

/** Makes well-formed operations with ids of their own, in the wallet `wal_1` unless told. */
export class OperationMaker {
  #count = 0;

  /** A new id; later ones sort behind. */
  id(kind: string): string {
    this.#count += 1;
    return `${kind}_${String(this.#count).padStart(6, '0')}`;
  }

  open(walletId = 'wal_1'): Open {
    return { type: 'open', id: this.id('opn'), walletId };
  }

  /** Paid credits: 100 for 20.00 USD, of which 1.50 is tax. */
  paid(fields: Fields<Grant> = {}): Grant {
    const id = this.id('lot');
    const source = { purchaseId: `pur_${id}`, provider: 'sandbox', currency: 'USD' } as const;
    return {
      type: 'grant',
      id,
      walletId: 'wal_1',
      kind: 'paid',
      credits: 100_000_000n,
      basis: 18_500_000_000n,
      priority: 0,
      expiresAt: null,
      source: { ...source, paid: 2_000n, tax: 1_500_000_000n },
      ...fields,
    };
  }

  /** Promotional credits that nobody funds, unless a basis is given. */
  promotional(fields: Fields<Grant> = {}): Grant {
    const promotion = { kind: 'promotional', basis: 0n, source: null } as const;
    return this.paid({ ...promotion, ...fields });
  }

  hold(credits: bigint, fields: Fields<Hold> = {}): Hold {
    const expiresAt = '2030-01-01T00:00:00.000Z';
    const id = this.id('hold');
    return { type: 'hold', id, walletId: 'wal_1', credits, expiresAt, ...terms, ...fields };
  }

  charge(credits: bigint, fields: Fields<Charge> = {}): Charge {
    return { type: 'charge', id: this.id('chg'), walletId: 'wal_1', credits, ...terms, ...fields };
  }

  extend(holdId: string, expiresAt: string): Extend {
    return { type: 'extend', id: this.id('ext'), holdId, expiresAt };
  }

  capture(holdId: string, credits: bigint, fields: Fields<Capture> = {}): Capture {
    return { type: 'capture', id: this.id('cap'), holdId, credits, ...fields };
  }

  release(holdId: string): Release {
    return { type: 'release', id: this.id('rel'), holdId };
  }

  freeze(cause: string, walletId = 'wal_1'): Freeze {
    return { type: 'freeze', id: this.id('frz'), walletId, cause };
  }

  unfreeze(cause: string, walletId = 'wal_1'): Unfreeze {
    return { type: 'unfreeze', id: this.id('unf'), walletId, cause };
  }

  reverse(lotId: string, total: bigint): Reverse {
    return { type: 'reverse', id: this.id('rev'), lotId, total };
  }

  reinstate(lotId: string, total: bigint): Reinstate {
    return { type: 'reinstate', id: this.id('rei'), lotId, total };
  }

  repay(walletId = 'wal_1'): Repay {
    return { type: 'repay', id: this.id('rpy'), walletId };
  }

  adjust(credits: bigint, fields: Fields<Adjust> = {}): Adjust {
    const id = this.id('adj');
    return { type: 'adjust', id, walletId: 'wal_1', credits, reason: 'a test', ...fields };
  }

  mature(day: string, publisherId = 'org_publisher'): Mature {
    return { type: 'mature', id: this.id('mat'), publisherId, day };
  }

  reserve(amount: bigint, publisherId = 'org_publisher'): Reserve {
    return { type: 'reserve', id: this.id('pay'), publisherId, amount };
  }

  unreserve(payoutId: string): Unreserve {
    return { type: 'unreserve', id: this.id('unr'), payoutId };
  }

  /** In base currency, unless told. */
  startPayout(payoutId: string, fields: Fields<PayoutStart> = {}): PayoutStart {
    const sent = { provider: 'sandbox', currency: 'USD', rate: null } as const;
    return { type: 'payout-start', id: this.id('pst'), payoutId, ...sent, ...fields };
  }

  settlePayout(payoutId: string): PayoutSettle {
    return { type: 'payout-settle', id: this.id('pse'), payoutId };
  }

  returnPayout(payoutId: string): PayoutReturn {
    return { type: 'payout-return', id: this.id('pre'), payoutId };
  }

  /** What a provider kept of a payment: so many cents of USD, unless told. */
  expense(amount: bigint, fields: Fields<Expense> = {}): Expense {
    const of = { provider: 'sandbox', purchaseId: 'pur_one', kind: 'payment_fee' } as const;
    const own = { currency: 'USD', amount, base: amount * 10_000_000n } as const;
    return { type: 'expense', id: this.id('exp'), ...of, ...own, ...fields };
  }

  /** A limit that lasts for ever, unless told. */
  limit(fields: Partial<LimitRef> & Pick<LimitRef, 'cap'>): LimitRef {
    return { id: 'key:key_one', level: 'key', period: 'total', periodEndsAt: null, ...fields };
  }
}

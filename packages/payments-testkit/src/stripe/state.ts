import type { OutgoingEvent } from '../common/outbox.js';
import { missing } from './error.js';
import type {
  BalanceObject,
  CardBehaviour,
  ChargeObject,
  CustomerObject,
  DisputeObject,
  IntentObject,
  MethodObject,
  RefundObject,
  SessionObject,
  StripeObject,
  WarningObject,
} from './objects.js';
import { exampleOf } from './reference.js';

const prefixes = {
  'checkout.session': 'cs_test',
  payment_intent: 'pi',
  charge: 'ch',
  refund: 're',
  balance_transaction: 'txn',
  dispute: 'dp',
  payment_method: 'pm',
  customer: 'cus',
  'radar.early_fraud_warning': 'issfr',
} as const;

/** Fields of Stripe's examples that would say something untrue of a fresh object. */
const cleared: Readonly<Record<string, readonly string[]>> = {
  payment_intent: ['last_payment_error', 'next_action', 'canceled_at', 'processing', 'shipping'],
  'checkout.session': ['after_expiration', 'shipping_address_collection', 'shipping_cost'],
  charge: ['transfer_data', 'source', 'shipping'],
  customer: ['discount', 'shipping'],
};

/** What setting up a session said about the intent that is made once somebody pays. */
export interface IntentPlan {
  readonly description: string | null;
  readonly metadata: Record<string, string>;
  readonly setup_future_usage: string | null;
  readonly makesCustomer: boolean;
}

/** Everything that the stand-in's Stripe knows, and the events that come of it. */
export class StripeState {
  readonly objects = new Map<string, StripeObject>();
  readonly plans = new Map<string, IntentPlan>();
  readonly behaviours = new Map<string, CardBehaviour>();
  readonly livemode: boolean;
  readonly #now: () => Date;
  readonly #emit: (event: OutgoingEvent) => void;
  #count = 0;

  constructor(deps: {
    readonly livemode: boolean;
    readonly now: () => Date;
    readonly emit: (event: OutgoingEvent) => void;
  }) {
    this.livemode = deps.livemode;
    this.#now = deps.now;
    this.#emit = deps.emit;
  }

  /** Seconds since 1970. */
  get time(): number {
    return Math.floor(this.#now().getTime() / 1000);
  }

  #newId(prefix: string): string {
    this.#count += 1;
    return `${prefix}_${String(this.#count).padStart(24, '0')}`;
  }

  /** A new object from Stripe's own example of its kind, and of this moment. */
  add<T extends Exclude<StripeObject, RefundObject | BalanceObject>>(
    kind: T['object'],
    fields: Omit<T, 'id' | 'object' | 'created' | 'livemode'> & { livemode?: boolean },
  ): T;
  add<T extends RefundObject | BalanceObject>(
    kind: T['object'],
    fields: Omit<T, 'id' | 'object' | 'created'>,
  ): T;
  add(kind: StripeObject['object'], fields: object): unknown {
    const blank = Object.fromEntries((cleared[kind] ?? []).map((name) => [name, null]));
    const example = exampleOf(kind);
    const mode = 'livemode' in example ? { livemode: this.livemode } : {};
    const id = this.#newId(prefixes[kind]);
    const object = {
      ...example,
      ...blank,
      metadata: {},
      ...mode,
      ...fields,
      id,
      created: this.time,
    };
    this.objects.set(id, object as unknown as StripeObject);
    return object;
  }

  /** All of a kind, newest first, as Stripe lists them. */
  all<T extends StripeObject>(kind: T['object']): T[] {
    return [...this.objects.values()].filter((one): one is T => one.object === kind).reverse();
  }

  #get<T extends StripeObject>(kind: T['object'], id: string, param?: string): T {
    const found = this.objects.get(id);
    if (found?.object !== kind) {
      throw missing(kind, id, param);
    }
    return found as T;
  }

  session = (id: string) => this.#get<SessionObject>('checkout.session', id);
  intent = (id: string, param?: string) => this.#get<IntentObject>('payment_intent', id, param);
  charge = (id: string) => this.#get<ChargeObject>('charge', id);
  refund = (id: string) => this.#get<RefundObject>('refund', id);
  dispute = (id: string) => this.#get<DisputeObject>('dispute', id);
  method = (id: string, param?: string) => this.#get<MethodObject>('payment_method', id, param);
  customer = (id: string, param?: string) => this.#get<CustomerObject>('customer', id, param);

  /** Tells of an object as it is now: later changes do not change the event. */
  emit(type: string, object: StripeObject | WarningObject): void {
    const id = this.#newId('evt');
    const event = {
      ...exampleOf('event'),
      ...{ id, type, created: this.time, api_version: '2026-10-28.endive' },
      livemode: 'livemode' in object ? object.livemode : this.livemode,
      data: { object },
      request: { id: null, idempotency_key: null },
    };
    this.#emit({ id, type, raw: Buffer.from(JSON.stringify(event)) });
  }

  /** Money that came to, or left, the account at Stripe. */
  book(fields: {
    readonly amount: number;
    readonly currency: string;
    readonly category: string;
    readonly type: string;
    readonly source: string;
    readonly fee?: number;
  }): BalanceObject {
    const { amount, currency, category, type, source, fee = 0 } = fields;
    return this.add<BalanceObject>('balance_transaction', {
      ...{ amount, currency, fee, type, source },
      net: amount - fee,
      reporting_category: category,
    });
  }
}

import type { Currency, Minor, Money } from '@telex-credits/money';

export type ProviderId = 'sandbox' | 'stripe' | 'paystack';

/** What an order asks a provider to collect. The same order gives the same checkout again. */
export interface CheckoutOrder {
  /** Our purchase's id: goes to the provider as reference and metadata, and makes its key. */
  readonly orderId: string;
  readonly amount: Money;
  /** One line for the payer, such as `5,000 credits (Pro Bundle)`. */
  readonly description: string;
  readonly email: string | null;
  readonly saveMethod: boolean;
  /** Where the payer's browser goes afterwards; nothing is concluded from its coming. */
  readonly returnUrl: string;
  readonly cancelUrl: string;
  /** ISO 8601 UTC. Fixed by the order, so that a repeated call says the same. */
  readonly expiresAt: string;
}

/** A hosted page on which the order can be paid. */
export interface Checkout {
  /** The provider's name of it: what `fetchPayment` and `refund` take. */
  readonly paymentRef: string;
  readonly url: string;
  readonly expiresAt: string;
}

/** A payment as the provider knows it now. Nothing in it is ours: compare before crediting. */
export interface Payment {
  readonly paymentRef: string;
  /** The order it says it is for. */
  readonly orderId: string | null;
  readonly state: 'pending' | 'processing' | 'paid' | 'failed' | 'expired';
  /** What was charged, in minor units of `currency`, an ISO 4217 code of any kind. */
  readonly amount: Minor;
  readonly currency: string;
  readonly livemode: boolean;
  readonly paidAt: string | null;
  /** All refunds that succeeded, in minor units, cumulative. */
  readonly refunded: Minor;
}

/** Money to send back. */
export interface RefundOrder {
  /** Our refund's id: makes the provider's key, so that a repeated call refunds once. */
  readonly refundId: string;
  readonly paymentRef: string;
  readonly amount: Money;
  readonly reason: string;
}

/** A refund as the provider knows it now. */
export interface ProviderRefund {
  readonly refundRef: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
}

/** A webhook whose signature was good. `payload` is the provider's own JSON, not checked yet. */
export interface ProviderEvent {
  /** One of a kind per provider: a second delivery carries the same. */
  readonly eventKey: string;
  readonly type: string;
  /** ISO 8601 UTC. */
  readonly occurredAt: string;
  readonly livemode: boolean;
  readonly payload: unknown;
}

/**
 * What an event means to us. It only points: amounts and states are asked for by `fetchPayment`, so
 * order, age and number of deliveries do not matter.
 */
export interface PaymentFact {
  readonly kind: 'payment';
  /** Our order, as the provider repeats it; null where the event does not carry it. */
  readonly orderId: string | null;
  readonly paymentRef: string | null;
}

/** Facts of disputes and payouts join here with the adapters that know them. */
export type Fact = PaymentFact;

/** Request headers with lower-case names. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * One payment provider. Calls throw `ProviderRefusal` when the provider said no (nothing happened)
 * and `ProviderUnknown` when it cannot be known: then the same call may be repeated, or asked about.
 * Charging a saved method and payouts are ports of their own, next to this one.
 */
export interface PaymentProvider {
  readonly id: ProviderId;
  /** For people: `Sandbox (test mode)`. */
  readonly name: string;
  /** Whether real money moves. An event or a payment of the other kind is never credited. */
  readonly livemode: boolean;
  readonly currencies: readonly Currency[];
  /** Whether `saveMethod` can be asked for. */
  readonly savesMethods: boolean;
  createCheckout(order: CheckoutOrder): Promise<Checkout>;
  fetchPayment(paymentRef: string): Promise<Payment>;
  refund(order: RefundOrder): Promise<ProviderRefund>;
  /** Asks what became of a refund; undefined when the provider never heard of it. */
  findRefund(refund: {
    readonly refundId: string;
    readonly paymentRef: string;
  }): Promise<ProviderRefund | undefined>;
  /**
   * Checks the signature over exactly these bytes, in constant time, and reads the event.
   * Throws `WebhookRefused` for one that is unsigned, forged, altered or out of its time.
   */
  verifyWebhook(raw: Uint8Array, headers: WebhookHeaders): ProviderEvent;
  /** What a verified event means; empty for types that we do not use. May ask the provider. */
  toFacts(event: Pick<ProviderEvent, 'type' | 'payload'>): Promise<readonly Fact[]>;
}

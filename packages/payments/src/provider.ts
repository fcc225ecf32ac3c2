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

/** What a provider keeps, in minor units of `currency`, an ISO 4217 code of any kind. */
export interface Fee {
  readonly amount: Minor;
  readonly currency: string;
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
  /**
   * All refunds that took money back, in minor units, cumulative: one that failed later has left the
   * sum again. Whoever asked for them, we or somebody in the provider's dashboard.
   */
  readonly refunded: Minor;
  /**
   * What the provider kept for the payment itself, cumulative, without what it keeps for disputes;
   * null while it is not known (no fee is an amount of 0). Our expense.
   */
  readonly fee: Fee | null;
  /** Every dispute of it, however old. What is taken back is `refunded` + withdrawn − reinstated. */
  readonly disputes: readonly Dispute[];
  /** The method it was paid with, where it can be charged again without the payer; else null. */
  readonly method: SavedMethod | null;
  /** Why it was declined, as the provider's own code; null where it was not. */
  readonly declineCode: string | null;
}

/** A payer's objection to a payment, as the provider knows it now. */
export interface Dispute {
  readonly disputeRef: string;
  /**
   * `inquiry`: a question, no money has moved. `open`: waits for us or the bank. `won` and `lost` are
   * final for us, but money can still move after them.
   */
  readonly state: 'inquiry' | 'open' | 'won' | 'lost';
  /** Minor units of the payment's currency that left because of it, cumulative, without fees. */
  readonly withdrawn: Minor;
  /** Minor units that came back, cumulative. */
  readonly reinstated: Minor;
  /** What the provider keeps for it, in minor units of `feeCurrency`; our expense. */
  readonly fee: Minor;
  readonly feeCurrency: string;
  readonly reason: string | null;
  /** Until when it can be answered, ISO 8601 UTC. */
  readonly answerBy: string | null;
}

/** A card or bank account that the payer let us charge again. */
export interface SavedMethod {
  /** The provider's customer, where it has one. */
  readonly customerRef: string | null;
  readonly methodRef: string;
  /** The address it was saved under: Paystack charges it under no other. */
  readonly email: string | null;
  /** For people: `visa`, `4242`, `2029-04`. */
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expiresOn: string | null;
}

/** A charge of a saved method while the payer is away. */
export interface SavedCharge {
  /** Our purchase's id: makes the provider's key, so that a repeated call charges once. */
  readonly orderId: string;
  readonly amount: Money;
  readonly description: string;
  readonly method: SavedMethod;
}

/** What became of a charge of a saved method; `paid` still goes through `fetchPayment`. */
export interface SavedChargeOutcome {
  readonly paymentRef: string | null;
  /** `action_required`: only the payer can finish it (a bank's question); it must not be repeated. */
  readonly state: 'paid' | 'processing' | 'action_required' | 'declined';
  readonly declineCode: string | null;
}

/** One movement of money in the provider's own list, for reconciliation. */
export interface Movement {
  readonly kind: 'payment' | 'refund' | 'dispute_withdrawn' | 'dispute_reinstated';
  /** The provider's name of this movement, unique together with its kind. */
  readonly ref: string;
  /** A name that `fetchPayment` takes; the order may have been given another of the same payment. */
  readonly paymentRef: string;
  readonly orderId: string | null;
  /** Minor units, above zero whatever the direction. */
  readonly amount: Minor;
  readonly currency: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly livemode: boolean;
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

/** A saved method that was removed or replaced over there. */
export interface MethodFact {
  readonly kind: 'method';
  readonly methodRef: string;
  readonly change: 'removed' | 'updated';
}

/** The card's bank warns of fraud: spending stops until a person has looked. */
export interface WarningFact {
  readonly kind: 'warning';
  readonly orderId: string | null;
  readonly paymentRef: string | null;
  readonly reason: string;
}

/** Refunds and disputes are facts about their payment; those of payouts join with the payouts. */
export type Fact = PaymentFact | MethodFact | WarningFact;

/** Request headers with lower-case names. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * One payment provider. Calls throw `ProviderRefusal` when the provider said no (nothing happened)
 * and `ProviderUnknown` when it cannot be known: then the same call may be repeated, or asked about.
 * Payouts are a port of their own, next to this one.
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
  /** Charges a saved method, once per order; only where `savesMethods`. */
  chargeSaved(charge: SavedCharge): Promise<SavedChargeOutcome>;
  /** Makes a saved method unusable over there; one that is gone already is as good. */
  forgetMethod(method: SavedMethod): Promise<void>;
  /** All movements of `from` (included) to `to` (excluded), any order; pages by an opaque cursor. */
  listMovements(query: {
    readonly from: string;
    readonly to: string;
    readonly cursor: string | null;
  }): Promise<{ readonly items: readonly Movement[]; readonly nextCursor: string | null }>;
  /**
   * Checks the signature over exactly these bytes, in constant time, and reads the event.
   * Throws `WebhookRefused` for one that is unsigned, forged, altered or out of its time.
   */
  verifyWebhook(raw: Uint8Array, headers: WebhookHeaders): ProviderEvent;
  /** What a verified event means; empty for types that we do not use. May ask the provider. */
  toFacts(event: Pick<ProviderEvent, 'type' | 'payload'>): Promise<readonly Fact[]>;
}

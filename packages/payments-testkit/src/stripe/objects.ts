/** Amounts are JSON numbers in these objects: Stripe's wire format, not ours. */
export interface SessionObject {
  id: string;
  object: 'checkout.session';
  status: 'open' | 'complete' | 'expired';
  payment_status: 'paid' | 'unpaid' | 'no_payment_required';
  amount_total: number;
  currency: string;
  payment_intent: string | null;
  customer: string | null;
  customer_email: string | null;
  client_reference_id: string | null;
  metadata: Record<string, string>;
  created: number;
  expires_at: number;
  livemode: boolean;
  url: string | null;
}

export interface IntentObject {
  id: string;
  object: 'payment_intent';
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'succeeded'
    | 'canceled';
  amount: number;
  amount_received: number;
  currency: string;
  customer: string | null;
  payment_method: string | null;
  setup_future_usage: string | null;
  latest_charge: string | null;
  last_payment_error: Record<string, unknown> | null;
  description: string | null;
  metadata: Record<string, string>;
  created: number;
  livemode: boolean;
}

export interface ChargeObject {
  id: string;
  object: 'charge';
  status: 'succeeded' | 'failed';
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  refunded: boolean;
  disputed: boolean;
  currency: string;
  payment_intent: string;
  payment_method: string;
  customer: string | null;
  balance_transaction: string | null;
  metadata: Record<string, string>;
  created: number;
  livemode: boolean;
}

export interface RefundObject {
  id: string;
  object: 'refund';
  status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string;
  balance_transaction: string | null;
  metadata: Record<string, string>;
  created: number;
}

export interface BalanceObject {
  id: string;
  object: 'balance_transaction';
  amount: number;
  fee: number;
  net: number;
  currency: string;
  reporting_category: string;
  type: string;
  source: string;
  created: number;
}

export interface DisputeObject {
  id: string;
  object: 'dispute';
  status: string;
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string;
  reason: string;
  balance_transactions: BalanceObject[];
  evidence_details: Record<string, unknown>;
  created: number;
  livemode: boolean;
}

export interface MethodObject {
  id: string;
  object: 'payment_method';
  type: string;
  customer: string | null;
  billing_details: Record<string, unknown>;
  card: Record<string, unknown>;
  created: number;
  livemode: boolean;
}

export interface CustomerObject {
  id: string;
  object: 'customer';
  email: string | null;
  created: number;
  livemode: boolean;
}

export interface WarningObject {
  id: string;
  object: 'radar.early_fraud_warning';
  actionable: boolean;
  charge: string;
  payment_intent: string;
  fraud_type: string;
  created: number;
  livemode: boolean;
}

export type StripeObject =
  | SessionObject
  | IntentObject
  | ChargeObject
  | RefundObject
  | BalanceObject
  | DisputeObject
  | MethodObject
  | CustomerObject
  | WarningObject;

/** How a card behaves when it is charged while its owner is away. */
export type CardBehaviour =
  | { readonly kind: 'succeeds' }
  | { readonly kind: 'processing' }
  | { readonly kind: 'requires_authentication' }
  | { readonly kind: 'declines'; readonly code: string };

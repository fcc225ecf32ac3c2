import type Stripe from 'stripe';

/**
 * What the pinned SDK lets us send, by operation; the committed schemas are generated from these
 * types (`testing/generate.ts`). Only type names: nothing of this file exists at run time.
 */
export interface StripeParams {
  'POST /v1/checkout/sessions': Stripe.Checkout.SessionCreateParams;
  'GET /v1/checkout/sessions': Stripe.Checkout.SessionListParams;
  'GET /v1/checkout/sessions/{session}': Stripe.Checkout.SessionRetrieveParams;
  'POST /v1/payment_intents': Stripe.PaymentIntentCreateParams;
  'GET /v1/payment_intents': Stripe.PaymentIntentListParams;
  'GET /v1/payment_intents/{intent}': Stripe.PaymentIntentRetrieveParams;
  'POST /v1/refunds': Stripe.RefundCreateParams;
  'GET /v1/refunds': Stripe.RefundListParams;
  'GET /v1/disputes': Stripe.DisputeListParams;
  'GET /v1/charges/{charge}': Stripe.ChargeRetrieveParams;
  'GET /v1/balance_transactions': Stripe.BalanceTransactionListParams;
  'POST /v1/payment_methods/{payment_method}/detach': Stripe.PaymentMethodDetachParams;
  'GET /v1/payment_methods/{payment_method}': Stripe.PaymentMethodRetrieveParams;
}

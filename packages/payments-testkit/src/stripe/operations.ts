import type { StripeParams } from './params.js';

/** An operation of Stripe's API that the stand-in has, named as its OpenAPI document does. */
export type StripeOperation = keyof StripeParams;

/** All of them. */
export const stripeOperations = [
  'POST /v1/checkout/sessions',
  'GET /v1/checkout/sessions',
  'GET /v1/checkout/sessions/{session}',
  'POST /v1/payment_intents',
  'GET /v1/payment_intents',
  'GET /v1/payment_intents/{intent}',
  'POST /v1/refunds',
  'GET /v1/refunds',
  'GET /v1/disputes',
  'GET /v1/charges/{charge}',
  'GET /v1/balance_transactions',
  'POST /v1/payment_methods/{payment_method}/detach',
  'GET /v1/payment_methods/{payment_method}',
] as const satisfies readonly StripeOperation[];

/** The resources that it answers with; each starts from Stripe's own example. */
export const stripeResources = [
  'balance_transaction',
  'charge',
  'checkout.session',
  'customer',
  'dispute',
  'event',
  'payment_intent',
  'payment_method',
  'radar.early_fraud_warning',
  'refund',
] as const;
export type StripeResource = (typeof stripeResources)[number];

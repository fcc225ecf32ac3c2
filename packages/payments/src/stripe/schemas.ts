import { z } from 'zod';

/** Stripe's amounts are whole JSON numbers; a fraction or an inexact one does not pass. */
const amount = z.number().int().transform(BigInt);
const currency = z.string().transform((code) => code.toUpperCase());
const metadata = z.record(z.string(), z.string()).nullish();

/** A field that holds an id, or the object itself where it was asked for by `expand`. */
function expanded<T extends z.ZodType>(object: T) {
  return z.union([z.string(), object]).nullish();
}

/** The id of a field that may be expanded. */
export function idOf(field: string | { readonly id: string } | null | undefined): string | null {
  return typeof field === 'string' ? field : (field?.id ?? null);
}

/** The object of a field that was expanded. */
export function objectOf<T extends object>(field: string | T | null | undefined): T | null {
  return typeof field === 'string' ? null : (field ?? null);
}

const cardLike = z.object({
  brand: z.string().nullish(),
  last4: z.string().nullish(),
  exp_month: z.number().int().nullish(),
  exp_year: z.number().int().nullish(),
});

export const methodSchema = z.object({
  id: z.string(),
  type: z.string(),
  customer: expanded(z.object({ id: z.string() })),
  billing_details: z.object({ email: z.string().nullish() }).nullish(),
  card: cardLike.nullish(),
  us_bank_account: z.object({ last4: z.string().nullish() }).nullish(),
  sepa_debit: z.object({ last4: z.string().nullish() }).nullish(),
});
export type StripeMethod = z.output<typeof methodSchema>;

/** What a payment's money came to on the account at Stripe: `fee` is what Stripe kept of it. */
const balanceSchema = z.object({ id: z.string(), fee: amount, currency });

export const chargeSchema = z.object({
  id: z.string(),
  amount_captured: amount,
  currency,
  created: z.number().int(),
  metadata,
  payment_intent: expanded(z.object({ id: z.string() })),
  /** Null for a moment after some payments; `charge.updated` tells when it is there. */
  balance_transaction: expanded(balanceSchema),
});
export type StripeCharge = z.output<typeof chargeSchema>;

export const intentSchema = z.object({
  id: z.string(),
  amount_received: amount,
  currency,
  status: z.string(),
  livemode: z.boolean(),
  metadata,
  customer: expanded(z.object({ id: z.string() })),
  payment_method: expanded(methodSchema),
  setup_future_usage: z.string().nullish(),
  latest_charge: expanded(chargeSchema),
  last_payment_error: z
    .object({ code: z.string().nullish(), decline_code: z.string().nullish() })
    .nullish(),
});
export type StripeIntent = z.output<typeof intentSchema>;

export const sessionSchema = z.object({
  id: z.string(),
  url: z.string().nullish(),
  expires_at: z.number().int(),
  status: z.string().nullish(),
  payment_status: z.string(),
  amount_total: amount.nullish(),
  currency: currency.nullish(),
  livemode: z.boolean(),
  client_reference_id: z.string().nullish(),
  metadata,
  payment_intent: expanded(intentSchema),
});
export type StripeSession = z.output<typeof sessionSchema>;

export const refundSchema = z.object({
  id: z.string(),
  amount,
  currency,
  /** Null for a few kinds of payment whose refunds have no states: they went through. */
  status: z.string().nullish(),
  metadata,
  charge: expanded(z.object({ id: z.string() })),
  payment_intent: expanded(z.object({ id: z.string() })),
});
export type StripeRefund = z.output<typeof refundSchema>;

const disputeMovementSchema = z.object({ amount, currency, fee: amount });

export const disputeSchema = z.object({
  id: z.string(),
  amount,
  currency,
  status: z.string(),
  reason: z.string().nullish(),
  charge: expanded(z.object({ id: z.string() })),
  payment_intent: expanded(z.object({ id: z.string() })),
  balance_transactions: z.array(disputeMovementSchema),
  evidence_details: z.object({ due_by: z.number().int().nullish() }).nullish(),
});
export type StripeDispute = z.output<typeof disputeSchema>;

/** A page of a list. */
export function listOf<T>(item: z.ZodType<T>) {
  return z.object({ data: z.array(item), has_more: z.boolean() });
}

import { z } from 'zod';

// Requests are strict: an unknown field or an amount that JSON cannot carry never leaves.

const minor = z.bigint().positive().max(BigInt(Number.MAX_SAFE_INTEGER));
const currency = z.enum(['NGN', 'GHS', 'ZAR', 'KES', 'USD']);
/** "Only -, ., = and alphanumeric characters allowed" (Paystack's API reference). */
const reference = z.string().regex(/^[A-Za-z0-9.=-]{1,100}$/);
/** Transfers have a rule of their own: 16 to 50 of these. */
const transferReference = z.string().regex(/^[a-z0-9_-]{16,50}$/);
const bankDigits = z.string().regex(/^\d{1,20}$/);

export const initializeSchema = z.strictObject({
  email: z.email(),
  amount: minor,
  currency,
  reference,
  callback_url: z.url(),
  channels: z.array(z.enum(['card'])).optional(),
  metadata: z.record(z.string(), z.unknown()),
});

export const chargeSchema = z.strictObject({
  email: z.email(),
  amount: minor,
  currency,
  authorization_code: z.string().min(1),
  reference,
  /** JSON text here, an object in `initialize`: so Paystack's description has it. */
  metadata: z.string(),
});

export const refundOrderSchema = z.strictObject({
  /** Our reference, or Paystack's id of the transaction. */
  transaction: z.string().min(1),
  amount: minor,
  currency,
  customer_note: z.string().max(255),
  merchant_note: z.string().max(255),
});

export const recipientSchema = z.strictObject({
  type: z.enum(['nuban', 'ghipss', 'mobile_money', 'kepss', 'basa']),
  name: z.string().min(1),
  account_number: z.string().min(1),
  bank_code: z.string().min(1),
  currency,
});

export const transferSchema = z.strictObject({
  source: z.literal('balance'),
  amount: minor,
  recipient: z.string().min(1),
  reference: transferReference,
  reason: z.string().max(100),
  currency: currency.exclude(['USD']),
});

export const finalizeSchema = z.strictObject({
  transfer_code: z.string().min(1),
  otp: z.string().min(1),
});

export const banksSchema = z.strictObject({ currency: currency.exclude(['USD']) });

export const accountSchema = z.strictObject({
  account_number: bankDigits,
  bank_code: bankDigits,
});

/** ISO 8601 UTC, both optional; lists take the newest first. */
export const periodSchema = z.strictObject({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  /** Paystack's id of a transaction. */
  transaction: z.string().optional(),
});

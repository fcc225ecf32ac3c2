import { z } from 'zod';

// Replies are read leniently: only what is used has to be there, because Paystack's own examples
// break its own description.

const minor = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,18}$/)])
  .transform((amount) => BigInt(amount));
const id = z.union([z.int(), z.string().min(1)]).transform(String);
const text = z.string().nullish().catch(null);
const linked = z
  .union([id, z.object({ id }).transform((object) => object.id)])
  .nullish()
  .catch(null);

/** Both spellings are in use: `createdAt` in most replies, `created_at` in the rest. */
const created = { created_at: text, createdAt: text };

export const initializedSchema = z.object({
  authorization_url: z.url({ protocol: /^https?$/ }),
  access_code: z.string(),
  reference: z.string(),
});

const authorizationSchema = z.object({
  authorization_code: z.string().min(1),
  last4: text,
  exp_month: text,
  exp_year: text,
  brand: text,
  reusable: z.boolean().nullish(),
});

export const transactionSchema = z.object({
  id,
  domain: z.string(),
  status: z.string(),
  reference: z.string(),
  amount: minor,
  currency: z.string(),
  paid_at: text,
  ...created,
  gateway_response: text,
  /** What Paystack kept, in the transaction's currency. */
  fees: minor.nullish().catch(null),
  // An object, "", null or 0.
  metadata: z.unknown().optional(),
  // `{}` where nothing was charged.
  authorization: authorizationSchema.nullish().catch(null),
  customer: z.object({ email: text, customer_code: text }).nullish().catch(null),
});
/** A payment as Paystack knows it. */
export type Transaction = z.output<typeof transactionSchema>;

/** What a charge of an authorization answers: a transaction, or a page on which the payer goes on. */
export const chargedSchema = z.union([
  z.object({ paused: z.literal(true), reference: z.string() }),
  z.object({ status: z.string(), reference: z.string(), gateway_response: text }),
]);

export const refundSchema = z.object({
  id,
  /** The transaction's id; the reply to a new refund has the transaction itself. */
  transaction: linked,
  /** Set where a dispute made it. */
  dispute: linked,
  amount: minor,
  currency: z.string(),
  status: z.string(),
  domain: text,
  merchant_note: text,
  ...created,
});
export type Refund = z.output<typeof refundSchema>;

export const disputeSchema = z.object({
  id,
  status: z.string(),
  resolution: text,
  refund_amount: minor.nullish().catch(null),
  currency: text,
  domain: text,
  category: text,
  dueAt: text,
  resolvedAt: text,
  ...created,
  transaction: z.object({ id, reference: z.string(), amount: minor, currency: z.string() }),
});
export type DisputeReply = z.output<typeof disputeSchema>;

export const transferSchema = z.object({
  transfer_code: z.string(),
  reference: z.string(),
  status: z.string(),
  amount: minor,
  currency: z.string(),
  domain: text,
});

export const recipientSchema = z.object({
  recipient_code: z.string(),
  type: z.string(),
  name: z.string(),
  currency: text,
  active: z.boolean().nullish(),
});

export const balancesSchema = z.array(z.object({ currency: z.string(), balance: minor }));

export const bankSchema = z.object({
  name: z.string(),
  code: z.string(),
  currency: text,
  type: text,
  active: z.boolean().nullish(),
});

export const accountSchema = z.object({ account_number: z.string(), account_name: z.string() });

/** Where only the envelope counts. */
export const nothingSchema = z.unknown();

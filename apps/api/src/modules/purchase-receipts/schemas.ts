import { billingDetailsSchema, currencySchema, timeSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** Minor units of the receipt's currency, as text. */
const minor = z.string().regex(/^\d{1,19}$/);

/** A party of a receipt, as it was on the day of issue. */
const partySchema = z.strictObject({
  name: z.string(),
  address: z.array(z.string()),
  taxId: z.string(),
  email: z.string().nullable(),
});

/** An issued receipt. Everything that is printed is in it: it never changes afterwards. */
export const purchaseReceiptDocSchema = z.strictObject({
  id: z.string(),
  purchaseId: z.string(),
  organisationId: z.string(),
  /** The seller's series, and the place in it: 1, 2, 3 … without a gap. */
  series: z.string(),
  sequence: z.number().int().min(1),
  number: z.string(),
  issuedAt: timeSchema,
  seller: partySchema,
  buyer: partySchema,
  description: z.string(),
  currency: currencySchema,
  net: minor,
  tax: minor,
  /** Basis points of the net price. */
  taxBps: z.number().int().min(0),
  total: minor,
  paidAt: timeSchema,
  /** `Stripe`, and the provider's own name of the payment. */
  provider: z.string(),
  providerRef: z.string(),
  livemode: z.boolean(),
  /** When it is mailed next; null once it was, or where there is nobody to mail it to. */
  mailDueAt: z.string().nullable(),
  mailAttempts: z.number().int(),
  mailedAt: z.string().nullable(),
  leaseUntil: z.string().nullable(),
});
export type PurchaseReceiptDoc = z.infer<typeof purchaseReceiptDocSchema>;

export const purchaseReceiptCollection = defineCollection({
  name: 'purchase_receipts',
  schema: purchaseReceiptDocSchema,
  indexes: {
    by_purchase: { fields: ['purchaseId'], unique: true },
    by_number: { fields: ['series', 'sequence'], unique: true },
    by_organisation: { fields: ['organisationId', 'issuedAt'] },
    by_mail: { fields: ['mailDueAt'] },
  },
});

/** An organisation's billing details, under its own id. */
const billingDocSchema = billingDetailsSchema.extend({ id: z.string() });

export const billingDetailsCollection = defineCollection({
  name: 'billing_details',
  schema: billingDocSchema,
  indexes: {},
});

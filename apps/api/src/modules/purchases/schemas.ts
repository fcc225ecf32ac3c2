import { currencySchema, moneySchema, providerSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** A whole number of minor, nano or micro units, as text. */
const units = z.string().regex(/^\d{1,19}$/);

export const packageDocSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Micro-credits. */
  credits: units,
  prices: z.array(moneySchema),
  /** Taken off sale instead of being deleted: sold ones name it. */
  active: z.boolean(),
  position: z.number().int(),
});
export type PackageDoc = z.infer<typeof packageDocSchema>;

export const packageCollection = defineCollection({
  name: 'packages',
  schema: packageDocSchema,
  indexes: { by_position: { fields: ['active', 'position'] } },
});

export const orderStates = [
  'pending',
  'processing',
  'failed',
  'expired',
  'review',
  'paid',
] as const;
export type OrderState = (typeof orderStates)[number];

/** A purchase. Everything that decides about money is fixed here when it is made. */
export const orderSchema = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  state: z.enum(orderStates),
  packageId: z.string(),
  packageName: z.string(),
  /** Micro-credits. */
  credits: units,
  price: moneySchema,
  provider: providerSchema,
  livemode: z.boolean(),
  /** The provider's name of the payment; null until the checkout was made. */
  paymentRef: z.string().nullable(),
  checkoutUrl: z.string().nullable(),
  returnUrl: z.string(),
  cancelUrl: z.string(),
  email: z.string().nullable(),
  createdBy: z.string(),
  /** The ledger's lot and grant, made before the work, so that a repeated grant is one grant. */
  lotId: z.string(),
  baseCurrency: currencySchema,
  /** What one unit of the base currency cost on the day of the order; null for the same currency. */
  rate: z.strictObject({ perBase: z.string(), from: z.string() }).nullable(),
  /** Nano-units of the base currency: net of tax, and the tax. */
  basis: units,
  tax: units,
  createdAt: z.string(),
  expiresAt: z.string(),
  paidAt: z.string().nullable(),
  /** Minor units, cumulative. */
  refunded: units,
  history: z.array(
    z.strictObject({ at: z.string(), what: z.string(), detail: z.string().nullable() }),
  ),
  /** When to ask the provider about it unasked; null when there is nothing left to learn. */
  checkAt: z.string().nullable(),
});
export type Order = z.infer<typeof orderSchema>;

export const orderCollection = defineCollection({
  name: 'purchases',
  schema: orderSchema,
  indexes: {
    by_organisation: { fields: ['organisationId', 'createdAt'] },
    by_payment: { fields: ['provider', 'paymentRef'], unique: true },
    by_check: { fields: ['checkAt'] },
  },
});

const refundStates = ['requested', 'held', 'sent', 'succeeded', 'failed'] as const;

/** A refund that we asked for. Written before anything is done, and every step can be repeated. */
export const refundDocSchema = z.strictObject({
  id: z.string(),
  purchaseId: z.string(),
  organisationId: z.string(),
  state: z.enum(refundStates),
  /** Minor units of the purchase's currency. */
  amount: units,
  /** What had been refunded in all before it. */
  before: units,
  /** Micro-credits set aside while the provider works on it. */
  credits: units,
  holdId: z.string(),
  holdUntil: z.string(),
  /** The purchase while the refund is open: a unique index lets one at a time through. */
  openFor: z.string().nullable(),
  requestedBy: z.string(),
  createdAt: z.string(),
  attempts: z.number().int(),
  dueAt: z.string().nullable(),
  leaseUntil: z.string().nullable(),
  failure: z.string().nullable(),
});
export type RefundDoc = z.infer<typeof refundDocSchema>;

export const refundCollection = defineCollection({
  name: 'purchase_refunds',
  schema: refundDocSchema,
  indexes: {
    by_purchase: { fields: ['purchaseId', 'createdAt'] },
    by_open: { fields: ['openFor'], unique: true },
    by_due: { fields: ['dueAt'] },
  },
});

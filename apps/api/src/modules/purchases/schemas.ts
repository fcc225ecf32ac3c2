import {
  currencySchema,
  customOfferSchema,
  moneySchema,
  providerSchema,
  purchaseStatuses,
} from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** A whole number of minor, nano or micro units, as text. */
const units = z.string().regex(/^\d{1,19}$/);

/** The same, where it may be below zero. */
const signedUnits = z.string().regex(/^-?\d{1,19}$/);

export const packageDocSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Micro-credits, bonus included. */
  credits: units,
  /** The part of them that is a bonus. */
  bonus: units,
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

/** What custom amounts cost: one document. */
const customOfferDocSchema = z.strictObject({
  id: z.literal('custom'),
  /** Null where they are not on sale. */
  offer: customOfferSchema.nullable(),
});

export const customOfferCollection = defineCollection({
  name: 'custom_offers',
  schema: customOfferDocSchema,
  indexes: {},
});

/** `returned`: it was in review, nothing was credited, and all money went back. */
export const orderStates = [
  'pending',
  'processing',
  'failed',
  'expired',
  'review',
  'paid',
  'returned',
] as const;
export type OrderState = (typeof orderStates)[number];

/** A dispute as its provider last told of it. Minor units of the purchase's currency. */
const disputeDocSchema = z.strictObject({
  ref: z.string(),
  state: z.enum(['inquiry', 'open', 'won', 'lost']),
  withdrawn: units,
  reinstated: units,
  /** What the provider keeps for it, in minor units of `feeCurrency`. */
  fee: units,
  feeCurrency: z.string(),
  reason: z.string().nullable(),
  answerBy: z.string().nullable(),
  seenAt: z.string(),
});
export type DisputeDoc = z.infer<typeof disputeDocSchema>;

/** How serious the cause of a freeze is, in rising order; what was lifted freezes again above it. */
export const freezeStages = ['warning', 'inquiry', 'open', 'lost'] as const;

/** A cause that stops the wallet's spending. */
const freezeDocSchema = z.strictObject({
  /** `dispute:…` or `warning:…`: the ledger's name of it. */
  cause: z.string(),
  stage: z.enum(freezeStages),
  active: z.boolean(),
  since: z.string(),
  /** Up to which stage a platform admin lets the wallet spend; null where none has. */
  lifted: z
    .strictObject({ stage: z.enum(freezeStages), by: z.string(), reason: z.string() })
    .nullable(),
});
export type FreezeDoc = z.infer<typeof freezeDocSchema>;

/**
 * One thing that the ledger has to do about a paid purchase. Steps are numbered and worked in
 * order; a step's number makes its id in the ledger, so each is done once, whoever does it.
 */
const stepSchema = z.discriminatedUnion('type', [
  /** Cumulative minor units taken back: more than before, or less. */
  z.strictObject({ type: z.literal('reverse'), total: units, why: z.enum(['refund', 'dispute']) }),
  z.strictObject({
    type: z.literal('reinstate'),
    total: units,
    why: z.enum(['refund', 'dispute']),
  }),
  z.strictObject({ type: z.literal('freeze'), cause: z.string() }),
  z.strictObject({ type: z.literal('unfreeze'), cause: z.string() }),
  /** What the provider kept more than before, or gave back: minor units, and nano-units of base. */
  z.strictObject({
    type: z.literal('expense'),
    kind: z.enum(['payment_fee', 'dispute_fee']),
    currency: currencySchema,
    amount: signedUnits,
    base: signedUnits,
  }),
]);
export type Step = z.infer<typeof stepSchema>;
export type ExpenseStep = Extract<Step, { type: 'expense' }>;

/** A saved method as its provider takes it; see `SavedMethod` of the port. */
const savedMethodSchema = z.strictObject({
  customerRef: z.string().nullable(),
  methodRef: z.string(),
  email: z.string().nullable(),
  brand: z.string().nullable(),
  last4: z.string().nullable(),
  expiresOn: z.string().nullable(),
});

/** A purchase. Everything that decides about money is fixed here when it is made. */
export const orderSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['checkout', 'auto_top_up']),
  organisationId: z.string(),
  state: z.enum(orderStates),
  /** What people see, kept for finding: follows from the rest with every write. */
  status: z.enum(purchaseStatuses),
  /** Null for a custom amount. */
  packageId: z.string().nullable(),
  packageName: z.string(),
  /** The custom amount that was asked for, as it was written; null for a package. */
  asked: z.string().nullable(),
  /** Micro-credits, bonus included. */
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
  /** Minor units, where an administrator credited another amount than the price. */
  paid: units.nullable(),
  /** Whether the payer agreed that the method is kept. */
  saveMethod: z.boolean(),
  /** What an automatic top-up charges, fixed with the order; null for a checkout. */
  charged: savedMethodSchema.nullable(),
  /** Why the payment was declined, where it was. */
  failure: z.strictObject({ code: z.string().nullable(), needsPayer: z.boolean() }).nullable(),
  /** Minor units, cumulative, as the provider reports it. */
  refunded: units,
  /** Refunded + withdrawn − reinstated, capped at the price: what the ledger has taken back. */
  taken: units,
  /** Raised by one with every report of the provider that was taken over. */
  observed: z.number().int(),
  disputes: z.array(disputeDocSchema),
  /** For the list of disputes. */
  disputeStatus: z.enum(['open', 'closed']).nullable(),
  freezes: z.array(freezeDocSchema),
  steps: z.array(stepSchema),
  /** How many of the steps the ledger has done. */
  stepsDone: z.number().int(),
  history: z.array(
    z.strictObject({ at: z.string(), what: z.string(), detail: z.string().nullable() }),
  ),
  /** When to ask the provider about it unasked; null when there is nothing left to learn. */
  checkAt: z.string().nullable(),
});
export type Order = z.infer<typeof orderSchema>;

/** What a purchase has before anything happened to its payment. */
export const untouched = {
  kind: 'checkout',
  asked: null,
  saveMethod: false,
  charged: null,
  failure: null,
  paid: null,
  refunded: '0',
  taken: '0',
  observed: 0,
  disputes: [],
  disputeStatus: null,
  freezes: [],
  steps: [],
  stepsDone: 0,
} satisfies Partial<Order>;

export const orderCollection = defineCollection({
  name: 'purchases',
  schema: orderSchema,
  indexes: {
    by_organisation: { fields: ['organisationId', 'createdAt'] },
    by_payment: { fields: ['provider', 'paymentRef'], unique: true },
    by_check: { fields: ['checkAt'] },
    by_time: { fields: ['createdAt'] },
    by_status: { fields: ['status', 'createdAt'] },
    by_dispute: { fields: ['disputeStatus', 'createdAt'] },
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

import { z } from 'zod';
import { anyRole, billingRoles } from './access.js';
import {
  creditsSchema,
  currencySchema,
  idParams,
  listOf,
  moneySchema,
  noBody,
  noParams,
  noQuery,
  pageQuery,
  positiveCreditsSchema,
  timeSchema,
} from './common.js';
import { route } from './route.js';

export const packageSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    /** What the wallet gets, bonus included. */
    credits: creditsSchema,
    /** The part of them that is a bonus. */
    bonus: creditsSchema,
    prices: z.array(moneySchema),
  })
  .meta({ id: 'Package' });

/** Any number of credits between two limits, with a bonus from certain numbers on. */
export const customOfferSchema = z
  .strictObject({
    /** Of what is paid for; whole credits. */
    minimum: creditsSchema,
    maximum: creditsSchema,
    /** The price of one credit, in each currency; a purchase's price is rounded up, once. */
    unitPrices: z.array(moneySchema),
    /** From `from` credits on, `bonusBps` basis points are added; the last one reached counts. */
    tiers: z.array(
      z.strictObject({
        from: creditsSchema,
        bonusBps: z.number().int().min(1).max(100_000),
      }),
    ),
  })
  .meta({ id: 'CustomOffer' });
export type CustomOffer = z.infer<typeof customOfferSchema>;

export const providerSchema = z.enum(['sandbox', 'stripe', 'paystack']).meta({ id: 'Provider' });

export const purchaseStatuses = [
  'pending',
  'processing',
  'paid',
  'failed',
  'expired',
  'refunded',
  'partially_refunded',
  'disputed',
  'review',
] as const;

/** One thing that happened to a purchase. */
export const purchaseEventSchema = z.strictObject({
  at: timeSchema,
  what: z.string(),
  detail: z.string().nullable(),
});

export const refundSchema = z
  .strictObject({
    id: z.string(),
    amount: moneySchema,
    credits: creditsSchema,
    status: z.enum(['pending', 'succeeded', 'failed']),
    createdAt: timeSchema,
  })
  .meta({ id: 'Refund' });

/** A payer's objection to a payment, or their bank's question about it. */
export const disputeSchema = z
  .strictObject({
    /** The provider's name of it. */
    ref: z.string(),
    /** `inquiry`: a question, no money has moved. `won` and `lost` are final. */
    status: z.enum(['inquiry', 'open', 'won', 'lost']),
    /** Taken by the payer's bank because of it, and given back, cumulative. */
    withdrawn: moneySchema,
    reinstated: moneySchema,
    reason: z.string().nullable(),
    /** Until when it can be answered. */
    answerBy: timeSchema.nullable(),
    /** When we learnt of it. */
    seenAt: timeSchema,
  })
  .meta({ id: 'Dispute' });

export const purchaseSchema = z
  .strictObject({
    id: z.string(),
    /** `auto_top_up`: charged by the wallet's rule, without a checkout page. */
    kind: z.enum(['checkout', 'auto_top_up']),
    status: z.enum(purchaseStatuses),
    packageId: z.string().nullable(),
    credits: creditsSchema,
    price: moneySchema,
    refunded: moneySchema,
    provider: providerSchema,
    checkoutUrl: z.string().nullable(),
    createdAt: timeSchema,
    expiresAt: timeSchema,
    paidAt: timeSchema.nullable(),
    /** Unspent credits of this purchase, and what would be paid back for them now. */
    refundable: z.strictObject({ credits: creditsSchema, amount: moneySchema }).nullable(),
    refunds: z.array(refundSchema),
    disputes: z.array(disputeSchema),
    history: z.array(purchaseEventSchema),
  })
  .meta({ id: 'Purchase' });
export type Purchase = z.infer<typeof purchaseSchema>;

export const purchaseRoutes = {
  packages: route({
    operationId: 'listPackages',
    method: 'get',
    path: '/api/v1/packages',
    tag: 'purchases',
    summary: 'Credit packages with prices per currency, and how they can be paid',
    access: { kind: 'public' },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: z.strictObject({
      data: z.array(packageSchema),
      nextCursor: z.string().nullable(),
      /** Null where only packages are on sale. */
      custom: customOfferSchema.nullable(),
      providers: z.array(
        z.strictObject({
          id: providerSchema,
          name: z.string(),
          currencies: z.array(currencySchema),
          /** Whether `saveMethod` can be asked for. */
          savesMethods: z.boolean(),
        }),
      ),
    }),
  }),
  create: route({
    operationId: 'createPurchase',
    method: 'post',
    path: '/api/v1/purchases',
    tag: 'purchases',
    idempotent: true,
    summary: 'Start buying credits; pay at checkoutUrl',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      packageId: z.string().max(80).optional(),
      /** Instead of a package: how many credits are paid for; a bonus comes on top. */
      credits: positiveCreditsSchema.optional(),
      currency: currencySchema,
      provider: providerSchema,
      saveMethod: z.boolean().optional(),
    }),
    status: 201,
    reply: purchaseSchema,
  }),
  list: route({
    operationId: 'listPurchases',
    method: 'get',
    path: '/api/v1/purchases',
    tag: 'purchases',
    csv: true,
    summary: 'Purchases, newest first',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(purchaseSchema),
  }),
  get: route({
    operationId: 'getPurchase',
    method: 'get',
    path: '/api/v1/purchases/{id}',
    tag: 'purchases',
    summary: 'One purchase with its history; asks the provider when it is still pending',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: purchaseSchema,
  }),
  refund: route({
    operationId: 'refundPurchase',
    method: 'post',
    path: '/api/v1/purchases/{id}/refunds',
    tag: 'purchases',
    idempotent: true,
    summary: 'Refund unspent credits of a purchase (buyers: within 14 days)',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: idParams,
    query: noQuery,
    body: z.strictObject({ amount: moneySchema.optional() }).optional(),
    status: 201,
    reply: refundSchema,
  }),
} as const;

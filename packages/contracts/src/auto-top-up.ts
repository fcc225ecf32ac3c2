import { z } from 'zod';
import { anyRole, billingRoles } from './access.js';
import {
  idParams,
  moneySchema,
  noBody,
  nonNegativeCreditsSchema,
  noParams,
  noQuery,
  positiveCreditsSchema,
  timeSchema,
} from './common.js';
import { providerSchema } from './purchases.js';
import { route } from './route.js';

/** A card or bank account that was saved with a purchase and can be charged again. */
export const paymentMethodSchema = z
  .strictObject({
    id: z.string(),
    provider: providerSchema,
    /** `visa`, as the provider calls it; null where it does not say. */
    brand: z.string().nullable(),
    last4: z.string().nullable(),
    /** `2029-04`. */
    expiresOn: z.string().nullable(),
    createdAt: timeSchema,
    /** The purchase that it was saved with. */
    purchaseId: z.string(),
  })
  .meta({ id: 'PaymentMethod' });
export type PaymentMethod = z.infer<typeof paymentMethodSchema>;

/** What one top-up buys. It always adds; no credits are ever taken away to reach a target. */
export const refillSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('package'), packageId: z.string().min(1).max(80) }),
    /** This many credits. */
    z.strictObject({ kind: z.literal('credits'), credits: positiveCreditsSchema }),
    /** As many as are missing to this balance, in whole credits. */
    z.strictObject({ kind: z.literal('target'), credits: positiveCreditsSchema }),
  ])
  .meta({ id: 'Refill' });
export type Refill = z.infer<typeof refillSchema>;

/** Why a rule rests although it is on; saving it again starts it again. */
export const autoTopUpPauses = [
  /** The bank asks the payer: only a person can pay. */
  'authentication_required',
  /** Declined three times in a row. */
  'declined',
  'payment_method_removed',
  /** The package is no longer sold like this. */
  'not_on_sale',
  /** What became of a charge could not be learnt; a platform admin looks at it. */
  'outcome_unknown',
] as const;

export const autoTopUpSchema = z
  .strictObject({
    enabled: z.boolean(),
    /** A top-up starts when fewer credits than this are available. */
    threshold: nonNegativeCreditsSchema.nullable(),
    refill: refillSchema.nullable(),
    paymentMethodId: z.string().nullable(),
    /** All top-ups of one calendar month of the wallet's time zone together. */
    monthlyCap: moneySchema.nullable(),
    /** What top-ups of this month cost so far, those under way included. */
    spentThisMonth: moneySchema.nullable(),
    paused: z
      .strictObject({
        reason: z.enum(autoTopUpPauses),
        at: timeSchema,
        /** Where a person can pay instead; null where that does not help. */
        payUrl: z.string().nullable(),
      })
      .nullable(),
    /** The purchase of a top-up under way. */
    openPurchaseId: z.string().nullable(),
    /** Who agreed to be charged without being asked, when, and to which text. */
    consent: z
      .strictObject({ personId: z.string(), at: timeSchema, textVersion: z.string() })
      .nullable(),
    /** The text to show, and its version to send back, when somebody turns it on. */
    consentText: z.strictObject({ version: z.string(), text: z.string() }),
  })
  .meta({ id: 'AutoTopUp' });
export type AutoTopUp = z.infer<typeof autoTopUpSchema>;

/** Turning it on takes everything, turning it off nothing. */
export const setAutoTopUpSchema = z.discriminatedUnion('enabled', [
  z.strictObject({ enabled: z.literal(false) }),
  z.strictObject({
    enabled: z.literal(true),
    threshold: positiveCreditsSchema,
    refill: refillSchema,
    paymentMethodId: z.string().min(1).max(80),
    /** Its currency is the one that top-ups are paid in. */
    monthlyCap: moneySchema,
    /** The version of `consentText` that the person agreed to. */
    consentTextVersion: z.string().min(1).max(40),
  }),
]);
export type SetAutoTopUp = z.infer<typeof setAutoTopUpSchema>;

export const autoTopUpRoutes = {
  get: route({
    operationId: 'getAutoTopUp',
    method: 'get',
    path: '/api/v1/wallet/auto-top-up',
    tag: 'wallet',
    summary: 'The rule by which the wallet buys credits by itself',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: autoTopUpSchema,
  }),
  set: route({
    operationId: 'setAutoTopUp',
    method: 'put',
    path: '/api/v1/wallet/auto-top-up',
    tag: 'wallet',
    summary: 'Turn automatic top-ups on, with the consent of who does it, or off',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: noParams,
    query: noQuery,
    body: setAutoTopUpSchema,
    status: 200,
    reply: autoTopUpSchema,
  }),
} as const;

export const paymentMethodRoutes = {
  list: route({
    operationId: 'listPaymentMethods',
    method: 'get',
    path: '/api/v1/payment-methods',
    tag: 'purchases',
    summary: 'Saved payment methods, newest first',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: z.strictObject({
      data: z.array(paymentMethodSchema),
      nextCursor: z.string().nullable(),
    }),
  }),
  remove: route({
    operationId: 'removePaymentMethod',
    method: 'delete',
    path: '/api/v1/payment-methods/{id}',
    tag: 'purchases',
    summary: 'Forget a payment method, here and at the provider; top-ups with it stop',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 204,
    reply: noBody,
  }),
} as const;

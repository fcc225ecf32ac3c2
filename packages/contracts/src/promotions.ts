import { z } from 'zod';
import { anyRole, billingRoles } from './access.js';
import {
  creditsSchema,
  idParams,
  listOf,
  noBody,
  noParams,
  noQuery,
  pageQuery,
  positiveCreditsSchema,
  timeInputSchema,
  timeSchema,
} from './common.js';
import { route } from './route.js';

const admin = { kind: 'platform', roles: ['platform_admin'] } as const;
const buyer = { kind: 'organisation', roles: billingRoles, scopes: [] } as const;

/** Letters, digits and dashes; case does not matter. */
const codeSchema = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z-]{4,40}$/, 'must be 4 to 40 letters, digits or dashes')
  .transform((code) => code.toUpperCase());

const validDaysSchema = z.number().int().min(1).max(3650).nullable();
const maxSchema = z.number().int().min(1).max(1_000_000).nullable();

/** A code that gives promotional credits, once per person. */
export const promotionSchema = z
  .strictObject({
    id: z.string(),
    code: z.string(),
    /** What the statement calls it. */
    name: z.string(),
    credits: creditsSchema,
    /** How long the credits can be spent once they are given; null for ever. */
    validDays: validDaysSchema,
    /** Whether the platform pays for them, so that spending them earns. */
    funded: z.boolean(),
    maxRedemptions: maxSchema,
    redeemed: z.number().int(),
    endsAt: timeSchema.nullable(),
    active: z.boolean(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Promotion' });
export type Promotion = z.infer<typeof promotionSchema>;

/** Promotional credits that were given to an organisation. */
export const redemptionSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    credits: creditsSchema,
    /** When they end; null where they do not. */
    expiresAt: timeSchema.nullable(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Redemption' });
export type Redemption = z.infer<typeof redemptionSchema>;

/** An organisation's own referral code and what came of it. */
export const referralSchema = z
  .strictObject({
    code: z.string(),
    /** The sign-up page with the code in it. */
    link: z.string(),
    /** What each side gets. */
    credits: creditsSchema,
    validDays: validDaysSchema,
    /** Organisations that used the code and have not bought yet, or can still be refunded. */
    waiting: z.number().int(),
    rewarded: z.number().int(),
    /** Whether this organisation may still name who sent it. */
    canClaim: z.boolean(),
  })
  .meta({ id: 'Referral' });

export const promotionRoutes = {
  redeem: route({
    operationId: 'redeemPromotion',
    method: 'post',
    path: '/api/v1/wallet/promotions',
    tag: 'promotions',
    idempotent: true,
    summary: 'Redeem a promotional code: once per person, whose address must be confirmed',
    access: buyer,
    params: noParams,
    query: noQuery,
    body: z.strictObject({ code: codeSchema }),
    status: 201,
    reply: redemptionSchema,
  }),
  redemptions: route({
    operationId: 'listRedemptions',
    method: 'get',
    path: '/api/v1/wallet/promotions',
    tag: 'promotions',
    summary: 'Promotional credits that were given to the organisation, newest first',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(redemptionSchema),
  }),
  referral: route({
    operationId: 'getReferral',
    method: 'get',
    path: '/api/v1/referral',
    tag: 'promotions',
    summary: "The organisation's referral code",
    access: buyer,
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: referralSchema,
  }),
  claimReferral: route({
    operationId: 'claimReferral',
    method: 'post',
    path: '/api/v1/referral/claims',
    tag: 'promotions',
    summary: 'Say whose referral code brought you, before the first purchase',
    access: buyer,
    params: noParams,
    query: noQuery,
    body: z.strictObject({ code: codeSchema }),
    status: 201,
    reply: referralSchema,
  }),
  list: route({
    operationId: 'listPromotions',
    method: 'get',
    path: '/api/v1/admin/promotions',
    tag: 'admin',
    summary: 'Promotional codes, newest first',
    access: admin,
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(promotionSchema),
  }),
  create: route({
    operationId: 'createPromotion',
    method: 'post',
    path: '/api/v1/admin/promotions',
    tag: 'admin',
    idempotent: true,
    summary: 'Make a promotional code',
    access: admin,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      code: codeSchema,
      name: z.string().trim().min(1).max(80),
      credits: positiveCreditsSchema,
      validDays: validDaysSchema.default(90),
      funded: z.boolean().default(false),
      maxRedemptions: maxSchema.default(null),
      endsAt: timeInputSchema.nullable().default(null),
    }),
    status: 201,
    reply: promotionSchema,
  }),
  change: route({
    operationId: 'changePromotion',
    method: 'patch',
    path: '/api/v1/admin/promotions/{id}',
    tag: 'admin',
    summary: 'Stop a promotional code, or change how long and how often it can be redeemed',
    access: admin,
    params: idParams,
    query: noQuery,
    body: z.strictObject({
      active: z.boolean().optional(),
      maxRedemptions: maxSchema.optional(),
      endsAt: timeInputSchema.nullable().optional(),
    }),
    status: 200,
    reply: promotionSchema,
  }),
  adjust: route({
    operationId: 'adjustWallet',
    method: 'post',
    path: '/api/v1/admin/adjustments',
    tag: 'admin',
    idempotent: true,
    summary: 'Correct a wallet, with a reason: give promotional credits, or remove available ones',
    access: admin,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      organisationId: z.string().min(1).max(80),
      credits: creditsSchema.refine((text) => /[1-9]/.test(text), 'must not be zero'),
      reason: z.string().trim().min(3).max(200),
    }),
    status: 201,
    reply: z.strictObject({
      id: z.string(),
      organisationId: z.string(),
      credits: creditsSchema,
      posted: creditsSchema,
      at: timeSchema,
    }),
  }),
} as const;

import { z } from 'zod';
import { anyRole, spenderRoles } from './access.js';
import {
  creditsSchema,
  idParams,
  listOf,
  moneySchema,
  noBody,
  noParams,
  noQuery,
  pageQuery,
  positiveCreditsSchema,
  timeInputSchema,
  timeSchema,
  timeZoneSchema,
} from './common.js';
import { priceVersionSchema } from './modules.js';
import { route } from './route.js';

export const outcomes = [
  'success',
  'upstream_error',
  'input_required',
  'canceled',
  'failed',
  'rejected',
  'auth_required',
  'not_reached',
  'timed_out',
  'cut_short',
  'caller_went_away',
  'charged_late',
] as const;

/** One line of a receipt: quantity × unit price = credits, before rounding. */
export const receiptLineSchema = z.strictObject({
  what: z.string(),
  quantity: z.string(),
  unit: z.string(),
  unitPrice: z.string(),
  credits: z.string(),
  estimated: z.boolean(),
});

/** Units that a call used, as its price counts them: rounded up to a millionth of a unit. */
export const meteredSchema = z.strictObject({
  quantity: z.string(),
  unit: z.string(),
  /** True where the reply did not say, and the price's `assumed` counts. */
  estimated: z.boolean(),
});

const usd = z.string().regex(/^\d+(\.\d+)?$/, 'must be a decimal string');

/** What a model cost from a time on: a version is recorded once and never changed. */
export const modelPriceSchema = z
  .strictObject({
    provider: z.enum(['telexai', 'openai']),
    model: z.string(),
    /** 1, 2, 3 … for each model of a provider. */
    number: z.number().int(),
    /** When it was first used. */
    since: timeSchema,
    /** USD per token, request and image; `cached` is null where it costs what the others do. */
    prices: z.strictObject({
      prompt: usd,
      completion: usd,
      request: usd,
      image: usd,
      cached: usd.nullable(),
    }),
  })
  .meta({ id: 'ModelPrice' });
export type ModelPriceVersion = z.infer<typeof modelPriceSchema>;

/** Everything about one call's charge: enough to compute it again. */
export const receiptSchema = z
  .strictObject({
    id: z.string(),
    at: timeSchema,
    organisationId: z.string(),
    moduleId: z.string(),
    moduleName: z.string(),
    publisherId: z.string().nullable(),
    keyId: z.string().nullable(),
    /** By which a publisher charged; null for calls of the organisation's own. */
    authorisationId: z.string().nullable(),
    route: z.string(),
    outcome: z.enum(outcomes),
    /** Credits charged; zero for calls that cost nothing. */
    credits: creditsSchema,
    held: creditsSchema,
    /** Metered beyond what was held: the platform's loss. */
    excess: creditsSchema,
    priceVersion: priceVersionSchema,
    /** Used for USD prices. */
    creditPrice: z.string().nullable(),
    lines: z.array(receiptLineSchema),
    /** For prices per unit: what the lines were made from. */
    metered: meteredSchema.nullable(),
    /** For prices per token: the version of the model's own price that held when credits were held. */
    modelPrice: modelPriceSchema.nullable(),
    /** The sum of the lines is rounded once: up, to a micro-credit. */
    rounding: z.strictObject({ mode: z.literal('up'), to: z.literal('0.000001') }),
    estimated: z.boolean(),
    lots: z.array(
      z.strictObject({
        lotId: z.string(),
        kind: z.enum(['paid', 'promotional']),
        credits: creditsSchema,
        collected: moneySchema,
        developer: moneySchema,
      }),
    ),
    /** Base currency: what these credits had been paid with, and how it was shared. */
    collected: moneySchema,
    developerShare: moneySchema,
    platformShare: moneySchema,
    developerBps: z.number().int(),
    /** Who asked, as the caller's message said; shown, never trusted. */
    asked: z
      .strictObject({
        telexUserId: z.string().nullable(),
        telexChannelId: z.string().nullable(),
        telexOrganisationId: z.string().nullable(),
      })
      .nullable(),
    upstreamStatus: z.number().int().nullable(),
    durationMs: z.number().int().nullable(),
    requestId: z.string().nullable(),
    reference: z.string().nullable(),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * The receipt of a charge by a spending authorisation, as the publisher sees it: nothing of the
 * customer's wallet, and no organisation. The customer reads the same call as a `Receipt`.
 */
export const publisherReceiptSchema = receiptSchema
  .pick({
    ...{ id: true, at: true, moduleId: true, moduleName: true, credits: true },
    ...{ priceVersion: true, developerShare: true, developerBps: true, reference: true },
    requestId: true,
  })
  .extend({ authorisationId: z.string() })
  .meta({ id: 'PublisherReceipt' });
export type PublisherReceipt = z.infer<typeof publisherReceiptSchema>;

/** One call in a list. */
export const usageItemSchema = z
  .strictObject({
    id: z.string(),
    at: timeSchema,
    moduleId: z.string(),
    moduleName: z.string(),
    keyId: z.string().nullable(),
    outcome: z.enum(outcomes),
    credits: creditsSchema,
    estimated: z.boolean(),
  })
  .meta({ id: 'UsageItem' });

/** Sums over a range; `moduleId`, `keyId` and `day` are there when grouped by them. */
export const usageGroupSchema = z
  .strictObject({
    moduleId: z.string().optional(),
    moduleName: z.string().optional(),
    keyId: z.string().nullable().optional(),
    day: z.string().optional(),
    calls: z.number().int(),
    credits: creditsSchema,
  })
  .meta({ id: 'UsageGroup' });

export const usageQuery = z.strictObject({
  groupBy: z
    .string()
    .regex(/^(module|key|day)(,(module|key|day)){0,2}$/, 'is a comma list of module, key, day')
    .transform((text) => [...new Set(text.split(','))] as ('module' | 'key' | 'day')[])
    .optional(),
  from: timeInputSchema.optional(),
  to: timeInputSchema.optional(),
  timezone: timeZoneSchema.default('UTC'),
  moduleId: z.string().max(80).optional(),
  keyId: z.string().max(80).optional(),
  limit: pageQuery.shape.limit,
  cursor: pageQuery.shape.cursor,
});

export const holdSchema = z
  .strictObject({
    id: z.string(),
    moduleId: z.string(),
    credits: creditsSchema,
    captured: creditsSchema,
    status: z.enum(['held', 'captured', 'released', 'expired']),
    expiresAt: timeSchema,
    usageId: z.string().nullable(),
    /** By which a publisher holds a customer's credits; null for a hold of the caller's own. */
    authorisationId: z.string().nullable(),
  })
  .meta({ id: 'Hold' });

const charges = { kind: 'organisation', roles: spenderRoles, scopes: ['charges:write'] } as const;
const reader = { kind: 'organisation', roles: anyRole, scopes: ['usage:read'] } as const;
const reference = z.string().max(200).optional();
/** A spending authorisation, given to the caller's own module by whoever pays. */
const authorisation = z.string().max(80).optional();
const ttlSeconds = z.number().int().min(1).max(86_400);

export const usageRoutes = {
  list: route({
    operationId: 'listUsage',
    method: 'get',
    path: '/api/v1/usage',
    tag: 'usage',
    csv: true,
    summary: 'Calls, newest first; with groupBy, their sums',
    access: reader,
    params: noParams,
    query: usageQuery,
    body: noBody,
    status: 200,
    reply: z.union([
      listOf(usageItemSchema),
      z.strictObject({
        data: z.array(usageGroupSchema),
        nextCursor: z.string().nullable(),
        total: z.strictObject({ calls: z.number().int(), credits: creditsSchema }),
      }),
    ]),
  }),
  receipt: route({
    operationId: 'getReceipt',
    method: 'get',
    path: '/api/v1/usage/{id}',
    tag: 'usage',
    summary: 'The receipt of one call',
    access: { ...reader, scopes: ['usage:read', 'gateway', 'charges:write'] },
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: receiptSchema,
  }),
  charge: route({
    operationId: 'createCharge',
    method: 'post',
    path: '/api/v1/charges',
    tag: 'charges',
    idempotent: true,
    summary: "Deduct a known price from the caller's own wallet, or by a spending authorisation",
    access: charges,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      moduleId: z.string().max(80),
      credits: positiveCreditsSchema,
      reference,
      authorisation,
    }),
    status: 201,
    /** A publisher's receipt exactly where an authorisation was named. */
    reply: z.union([receiptSchema, publisherReceiptSchema]),
  }),
  chargeReceipt: route({
    operationId: 'getCharge',
    method: 'get',
    path: '/api/v1/charges/{id}',
    tag: 'charges',
    summary: 'A charge or capture by a spending authorisation, as its publisher sees it',
    access: charges,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: publisherReceiptSchema,
  }),
  hold: route({
    operationId: 'createHold',
    method: 'post',
    path: '/api/v1/holds',
    tag: 'charges',
    idempotent: true,
    summary: 'Set credits aside, to be captured later',
    access: charges,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      moduleId: z.string().max(80),
      credits: positiveCreditsSchema,
      ttlSeconds: ttlSeconds.default(600),
      reference,
      authorisation,
    }),
    status: 201,
    reply: holdSchema,
  }),
  getHold: route({
    operationId: 'getHold',
    method: 'get',
    path: '/api/v1/holds/{id}',
    tag: 'charges',
    summary: 'One hold',
    access: charges,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: holdSchema,
  }),
  capture: route({
    operationId: 'captureHold',
    method: 'post',
    path: '/api/v1/holds/{id}/capture',
    tag: 'charges',
    idempotent: true,
    summary: 'Take what was used; the rest is released',
    access: charges,
    params: idParams,
    query: noQuery,
    body: z.strictObject({
      credits: creditsSchema.refine((t) => !t.startsWith('-'), 'must not be below zero'),
    }),
    status: 200,
    reply: holdSchema,
  }),
  extend: route({
    operationId: 'extendHold',
    method: 'post',
    path: '/api/v1/holds/{id}/extend',
    tag: 'charges',
    idempotent: true,
    summary: 'Move the end of a hold',
    access: charges,
    params: idParams,
    query: noQuery,
    body: z.strictObject({ ttlSeconds }),
    status: 200,
    reply: holdSchema,
  }),
  release: route({
    operationId: 'releaseHold',
    method: 'post',
    path: '/api/v1/holds/{id}/release',
    tag: 'charges',
    idempotent: true,
    summary: 'Give a hold back',
    access: charges,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: holdSchema,
  }),
} as const;

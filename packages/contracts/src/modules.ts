import { z } from 'zod';
import { builderRoles, spenderRoles } from './access.js';
import {
  creditsSchema,
  idParams,
  listOf,
  noBody,
  nonNegativeCreditsSchema,
  noParams,
  noQuery,
  pageQuery,
  positiveCreditsSchema,
  rateLimitSchema,
  timeInputSchema,
  timeSchema,
} from './common.js';
import { route } from './route.js';
import { unitPriceSchema } from './unit-price.js';

export const moduleKinds = ['a2a', 'http', 'telexai', 'openai'] as const;

/** How a call is priced. */
export const priceSchema = z
  .discriminatedUnion('model', [
    z.strictObject({ model: z.literal('free') }),
    z.strictObject({
      model: z.literal('per_call'),
      credits: positiveCreditsSchema,
      /** Whether an upstream error costs the price too. */
      errorsBillable: z.boolean().default(false),
    }),
    /** By the model's own USD prices per token, converted at CREDIT_PRICE, with a mark-up. */
    z.strictObject({
      model: z.literal('per_token'),
      markupBps: z.number().int().min(0).max(1_000_000),
      minimum: nonNegativeCreditsSchema,
    }),
    /** By units that the reply says it used. */
    unitPriceSchema,
  ])
  .meta({ id: 'Price' });
export type Price = z.infer<typeof priceSchema>;

export const priceVersionSchema = z
  .strictObject({
    id: z.string(),
    price: priceSchema,
    effectiveAt: timeSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'PriceVersion' });
export type PriceVersion = z.infer<typeof priceVersionSchema>;

/** A published module as buyers see it. */
export const listingSchema = z
  .strictObject({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    kind: z.enum(moduleKinds),
    publisher: z.strictObject({ id: z.string().nullable(), name: z.string() }),
    price: priceVersionSchema,
    /** A change that is announced, with its date. */
    nextPrice: priceVersionSchema.nullable(),
    /** Where to call it, as a path on this server. */
    endpoint: z.string(),
    calls30Days: z.number().int(),
    /** True for stand-ins that a demo brings along. */
    demo: z.boolean(),
  })
  .meta({ id: 'Listing' });
export type Listing = z.infer<typeof listingSchema>;

/** A module as its publisher sees it. */
export const moduleSchema = z
  .strictObject({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    kind: z.enum(moduleKinds),
    upstreamUrl: z.string(),
    status: z.enum(['draft', 'published', 'suspended']),
    /** The publisher's share of what is collected, in basis points. */
    developerBps: z.number().int(),
    timeLimitSeconds: z.number().int(),
    /** How often all callers together may call, shared fairly; null or left out where it is as usual. */
    rateLimit: rateLimitSchema.nullable().optional(),
    prices: z.array(priceVersionSchema),
    createdAt: timeSchema,
    publishedAt: timeSchema.nullable(),
    /** What shows that the publisher controls the address. */
    ownership: z.strictObject({
      /** When it was last shown; null for a draft, and for modules from before this was asked. */
      provenAt: timeSchema.nullable(),
      /** Where on the address's origin. */
      path: z.string(),
      /** A line of the file that is served there. */
      content: z.string(),
    }),
  })
  .meta({ id: 'Module' });
export type Module = z.infer<typeof moduleSchema>;

const slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{1,48})[a-z0-9]$/,
    'must be 3 to 50 lower-case letters, digits and hyphens',
  );
const fields = {
  name: z.string().trim().min(1).max(80),
  description: z.string().trim().max(2000),
  upstreamUrl: z.url({ protocol: /^https?$/ }).max(500),
  timeLimitSeconds: z.number().int().min(1).max(600),
  rateLimit: rateLimitSchema.nullable(),
};
const publisher = { kind: 'organisation', roles: builderRoles, scopes: ['modules:write'] } as const;
const slugParams = z.strictObject({ slug: z.string().max(80) });

export const moduleRoutes = {
  marketplace: route({
    operationId: 'listMarketplace',
    method: 'get',
    path: '/api/v1/marketplace',
    tag: 'marketplace',
    summary: 'Published modules',
    access: { kind: 'public' },
    params: noParams,
    query: pageQuery.extend({ search: z.string().max(100).optional() }),
    body: noBody,
    status: 200,
    reply: listOf(listingSchema),
  }),
  listing: route({
    operationId: 'getListing',
    method: 'get',
    path: '/api/v1/marketplace/{slug}',
    tag: 'marketplace',
    summary: 'One published module',
    access: { kind: 'public' },
    params: slugParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: listingSchema,
  }),
  create: route({
    operationId: 'createModule',
    method: 'post',
    path: '/api/v1/modules',
    tag: 'modules',
    summary: 'Draft a module',
    access: publisher,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      slug,
      kind: z.enum(['a2a', 'http']),
      name: fields.name,
      description: fields.description.default(''),
      upstreamUrl: fields.upstreamUrl,
      timeLimitSeconds: fields.timeLimitSeconds.default(60),
      rateLimit: fields.rateLimit.optional(),
      price: priceSchema,
    }),
    status: 201,
    reply: moduleSchema,
  }),
  list: route({
    operationId: 'listModules',
    method: 'get',
    path: '/api/v1/modules',
    tag: 'modules',
    summary: "The organisation's own modules",
    access: publisher,
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(moduleSchema),
  }),
  change: route({
    operationId: 'changeModule',
    method: 'patch',
    path: '/api/v1/modules/{id}',
    tag: 'modules',
    summary: 'Change texts, address or time limit',
    access: publisher,
    params: idParams,
    query: noQuery,
    body: z.strictObject(fields).partial(),
    status: 200,
    reply: moduleSchema,
  }),
  publish: route({
    operationId: 'publishModule',
    method: 'post',
    path: '/api/v1/modules/{id}/publish',
    tag: 'modules',
    summary: 'Put a module on the marketplace',
    access: publisher,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: moduleSchema,
  }),
  addPrice: route({
    operationId: 'addPrice',
    method: 'post',
    path: '/api/v1/modules/{id}/prices',
    tag: 'modules',
    summary: 'A new price version; rises take 14 days and once a month',
    access: publisher,
    params: idParams,
    query: noQuery,
    body: z.strictObject({ price: priceSchema, effectiveAt: timeInputSchema.optional() }),
    status: 201,
    reply: priceVersionSchema,
  }),
  estimate: route({
    operationId: 'estimate',
    method: 'post',
    path: '/api/v1/estimates',
    tag: 'usage',
    summary: 'What a call would cost, and whether it can be afforded',
    access: { kind: 'organisation', roles: spenderRoles, scopes: ['gateway', 'charges:write'] },
    params: noParams,
    query: noQuery,
    body: z.strictObject({ moduleId: z.string().max(80), input: z.unknown().optional() }),
    status: 200,
    reply: z.strictObject({
      low: creditsSchema,
      high: creditsSchema,
      available: creditsSchema,
      affordable: z.boolean(),
    }),
  }),
} as const;

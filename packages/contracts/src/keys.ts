import { z } from 'zod';
import { builderRoles, scopeSchema, spenderRoles } from './access.js';
import {
  creditsSchema,
  idParams,
  listOf,
  noBody,
  noParams,
  noQuery,
  pageQuery,
  positiveCreditsSchema,
  rateLimitSchema,
  timeInputSchema,
  timeSchema,
} from './common.js';
import { route } from './route.js';

/** A cap on what a key or connection may spend in a period. */
export const capSchema = z
  .strictObject({ credits: positiveCreditsSchema, period: z.enum(['day', 'month', 'total']) })
  .meta({ id: 'Cap' });

/** A cap with how much of the running period is used and held. */
export const capUseSchema = z
  .strictObject({
    credits: creditsSchema,
    period: z.enum(['day', 'month', 'total']),
    used: creditsSchema,
    held: creditsSchema,
  })
  .meta({ id: 'CapUse' });

export const apiKeySchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    /** `tcr_live_…` or `tcr_test_…`: the start and the last four characters only. */
    hint: z.string(),
    scopes: z.array(scopeSchema),
    cap: capUseSchema.nullable(),
    /** Modules the key may call; null means all. */
    moduleIds: z.array(z.string()).nullable(),
    /** How often the key may call; null or left out where it is as usual. */
    rateLimit: rateLimitSchema.nullable().optional(),
    expiresAt: timeSchema.nullable(),
    revokedAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable(),
    createdAt: timeSchema,
    createdBy: z.string(),
  })
  .meta({ id: 'ApiKey' });

export const newApiKeySchema = apiKeySchema
  .extend({ /** The key itself: shown once, never again. */ secret: z.string() })
  .meta({ id: 'NewApiKey' });

const keyName = z.string().trim().min(1).max(80);
const keyFields = {
  name: keyName,
  cap: capSchema.nullable(),
  moduleIds: z.array(z.string().max(80)).min(1).max(100).nullable(),
  expiresAt: timeInputSchema.nullable(),
  rateLimit: rateLimitSchema.nullable(),
};

export const connectionSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    moduleId: z.string(),
    moduleSlug: z.string(),
    hint: z.string(),
    cap: capUseSchema.nullable(),
    expiresAt: timeSchema.nullable(),
    revokedAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Connection' });

export const newConnectionSchema = connectionSchema
  .extend({
    /** The URL that holds the secret: shown once. */
    url: z.string(),
    /** What to paste into a Telex workflow. */
    workflow: z.looseObject({ nodes: z.array(z.looseObject({ url: z.string() })) }),
  })
  .meta({ id: 'NewConnection' });

const builders = { kind: 'organisation', roles: builderRoles, scopes: [] } as const;
const spenders = { kind: 'organisation', roles: spenderRoles, scopes: [] } as const;

export const keyRoutes = {
  create: route({
    operationId: 'createApiKey',
    method: 'post',
    path: '/api/v1/api-keys',
    tag: 'api-keys',
    summary: 'Make an API key; its secret is in this reply only',
    access: builders,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      name: keyFields.name,
      mode: z.enum(['live', 'test']).default('live'),
      scopes: z.array(scopeSchema).min(1).default(['gateway']),
      cap: keyFields.cap.default(null),
      moduleIds: keyFields.moduleIds.default(null),
      expiresAt: keyFields.expiresAt.default(null),
      rateLimit: keyFields.rateLimit.optional(),
    }),
    status: 201,
    reply: newApiKeySchema,
  }),
  list: route({
    operationId: 'listApiKeys',
    method: 'get',
    path: '/api/v1/api-keys',
    tag: 'api-keys',
    summary: 'API keys, newest first',
    access: spenders,
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(apiKeySchema),
  }),
  change: route({
    operationId: 'changeApiKey',
    method: 'patch',
    path: '/api/v1/api-keys/{id}',
    tag: 'api-keys',
    summary: 'Change name, cap, modules, expiry or rate limit',
    access: builders,
    params: idParams,
    query: noQuery,
    body: z.strictObject(keyFields).partial(),
    status: 200,
    reply: apiKeySchema,
  }),
  revoke: route({
    operationId: 'revokeApiKey',
    method: 'delete',
    path: '/api/v1/api-keys/{id}',
    tag: 'api-keys',
    summary: 'Revoke a key at once',
    access: builders,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: apiKeySchema,
  }),
  rotate: route({
    operationId: 'rotateApiKey',
    method: 'post',
    path: '/api/v1/api-keys/{id}/rotate',
    tag: 'api-keys',
    summary: 'A new secret; the old one goes on for the grace period',
    access: builders,
    params: idParams,
    query: noQuery,
    body: z
      .strictObject({ graceSeconds: z.number().int().min(0).max(604_800).default(3600) })
      .optional(),
    status: 200,
    reply: newApiKeySchema,
  }),
  createConnection: route({
    operationId: 'createConnection',
    method: 'post',
    path: '/api/v1/connections',
    tag: 'connections',
    summary: 'A connection URL for one module, with the workflow JSON for Telex',
    access: builders,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      moduleId: z.string().max(80),
      name: keyName.optional(),
      cap: keyFields.cap.default(null),
      expiresAt: keyFields.expiresAt.default(null),
    }),
    status: 201,
    reply: newConnectionSchema,
  }),
  connections: route({
    operationId: 'listConnections',
    method: 'get',
    path: '/api/v1/connections',
    tag: 'connections',
    summary: 'Connection URLs, newest first',
    access: spenders,
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(connectionSchema),
  }),
  revokeConnection: route({
    operationId: 'revokeConnection',
    method: 'delete',
    path: '/api/v1/connections/{id}',
    tag: 'connections',
    summary: 'Revoke a connection URL at once',
    access: builders,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: connectionSchema,
  }),
} as const;

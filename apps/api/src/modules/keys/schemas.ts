import { capSchema, rateLimitSchema, scopeSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const apiKey = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  name: z.string(),
  mode: z.enum(['live', 'test']),
  /** SHA-256 of the secret, in hex; the secret itself is nowhere. */
  secretHash: z.string(),
  hint: z.string(),
  /** The secret before the last rotation, good until its grace ends. */
  previousHash: z.string().nullable(),
  previousUntil: z.string().nullable(),
  scopes: z.array(scopeSchema),
  cap: capSchema.nullable(),
  moduleIds: z.array(z.string()).nullable(),
  /** Left out in keys from before there was one. */
  rateLimit: rateLimitSchema.nullable().optional(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
});
export type ApiKeyDoc = z.infer<typeof apiKey>;

const connection = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  name: z.string(),
  moduleId: z.string(),
  moduleSlug: z.string(),
  secretHash: z.string(),
  hint: z.string(),
  cap: capSchema.nullable(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
});
export type ConnectionDoc = z.infer<typeof connection>;

export const apiKeys = defineCollection({
  name: 'api_keys',
  schema: apiKey,
  indexes: {
    secret: { fields: ['secretHash'], unique: true },
    previous: { fields: ['previousHash'], unique: true },
    ofOrganisation: { fields: ['organisationId', 'createdAt'] },
  },
});

export const connections = defineCollection({
  name: 'connections',
  schema: connection,
  indexes: {
    secret: { fields: ['secretHash'], unique: true },
    ofOrganisation: { fields: ['organisationId', 'createdAt'] },
  },
});

import { z } from 'zod';
import { billingRoles, builderRoles, spenderRoles } from './access.js';
import {
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
import { capSchema, capUseSchema } from './keys.js';
import { route } from './route.js';

/** How long an authorisation may be given for: a customer says again once a year what is wanted. */
export const longestAuthorisationDays = 366;

/**
 * What a customer allows the publisher of one module. Both sides see the same: nothing of the wallet
 * but what was used of this cap.
 */
export const spendingAuthorisationSchema = z
  .strictObject({
    /** What the publisher names when it charges; of no use to anybody else. */
    id: z.string(),
    moduleId: z.string(),
    moduleName: z.string(),
    publisherName: z.string(),
    /** Who gives it, as the publisher sees them. */
    customerName: z.string(),
    cap: capUseSchema,
    /** The most that one charge or hold may ask for; null where only cap and price limit it. */
    perCharge: positiveCreditsSchema.nullable(),
    /** For the publisher to read: an account there, an order number. */
    note: z.string().nullable(),
    state: z.enum(['active', 'ended', 'expired']),
    expiresAt: timeSchema,
    endedAt: timeSchema.nullable(),
    createdAt: timeSchema,
  })
  .meta({ id: 'SpendingAuthorisation' });
export type SpendingAuthorisation = z.infer<typeof spendingAuthorisationSchema>;

const givers = { kind: 'organisation', roles: billingRoles, scopes: [] } as const;

export const authorisationRoutes = {
  create: route({
    operationId: 'createSpendingAuthorisation',
    method: 'post',
    path: '/api/v1/spending-authorisations',
    tag: 'spending-authorisations',
    summary: "Let a module's publisher charge this organisation's wallet, up to a cap",
    access: givers,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      moduleId: z.string().max(80),
      cap: capSchema,
      perCharge: positiveCreditsSchema.nullable().default(null),
      /** At most 366 days ahead. */
      expiresAt: timeInputSchema,
      /** The organisation's name where it is left out. */
      customerName: z.string().trim().min(1).max(80).optional(),
      note: z.string().trim().min(1).max(200).nullable().default(null),
    }),
    status: 201,
    reply: spendingAuthorisationSchema,
  }),
  list: route({
    operationId: 'listSpendingAuthorisations',
    method: 'get',
    path: '/api/v1/spending-authorisations',
    tag: 'spending-authorisations',
    summary: 'What this organisation has given, newest first',
    access: { kind: 'organisation', roles: spenderRoles, scopes: ['wallet:read'] },
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(spendingAuthorisationSchema),
  }),
  end: route({
    operationId: 'endSpendingAuthorisation',
    method: 'delete',
    path: '/api/v1/spending-authorisations/{id}',
    tag: 'spending-authorisations',
    summary: 'End it at once: no new charge or hold goes through',
    access: givers,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: spendingAuthorisationSchema,
  }),
  ofModule: route({
    operationId: 'listModuleAuthorisations',
    method: 'get',
    path: '/api/v1/modules/{id}/spending-authorisations',
    tag: 'spending-authorisations',
    summary: "What customers have given to one of the organisation's own modules, newest first",
    access: {
      kind: 'organisation',
      roles: builderRoles,
      scopes: ['charges:write', 'modules:write'],
    },
    params: idParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(spendingAuthorisationSchema),
  }),
} as const;

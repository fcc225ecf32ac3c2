import { z } from 'zod';
import { builderRoles } from './access.js';
import {
  creditsSchema,
  listOf,
  moneySchema,
  noBody,
  noParams,
  noQuery,
  pageQuery,
  timeInputSchema,
  timeSchema,
  timeZoneSchema,
} from './common.js';
import { route } from './route.js';

/** What a publisher has earned, in base currency, exact. */
export const earningsSchema = z
  .strictObject({
    pending: moneySchema,
    available: moneySchema,
    reserved: moneySchema,
    inTransit: moneySchema,
    paidOut: moneySchema,
    debt: moneySchema,
    /** All that was ever earned, less what was reversed. */
    earned: moneySchema,
    /** When the next pending day becomes available. */
    nextMaturesAt: timeSchema.nullable(),
    maturesAfterDays: z.number().int(),
    asOf: timeSchema,
  })
  .meta({ id: 'Earnings' });

export const earningsEntrySchema = z
  .strictObject({
    id: z.string(),
    at: timeSchema,
    type: z.enum(['earned', 'reversed', 'restored', 'matured']),
    moduleId: z.string().nullable(),
    moduleName: z.string().nullable(),
    /** Credits that the customer's call consumed; zero where none. */
    credits: creditsSchema,
    amount: moneySchema,
  })
  .meta({ id: 'EarningsEntry' });

const publisher = { kind: 'organisation', roles: builderRoles, scopes: ['earnings:read'] } as const;

export const earningsRoutes = {
  get: route({
    operationId: 'getEarnings',
    method: 'get',
    path: '/api/v1/earnings',
    tag: 'earnings',
    summary: 'Earnings by state',
    access: publisher,
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: earningsSchema,
  }),
  entries: route({
    operationId: 'listEarningsEntries',
    method: 'get',
    path: '/api/v1/earnings/entries',
    tag: 'earnings',
    csv: true,
    summary: 'What was earned, call by call, newest first',
    access: publisher,
    params: noParams,
    query: pageQuery.extend({
      from: timeInputSchema.optional(),
      to: timeInputSchema.optional(),
      moduleId: z.string().max(80).optional(),
    }),
    body: noBody,
    status: 200,
    reply: listOf(earningsEntrySchema),
  }),
} as const;

const analyst = { kind: 'platform', roles: ['platform_admin', 'product_manager'] } as const;

/** The whole platform over a range, from the ledger alone. */
export const analyticsSchema = z
  .strictObject({
    from: timeSchema,
    to: timeSchema,
    credits: z.strictObject({
      sold: creditsSchema,
      promotional: creditsSchema,
      consumed: creditsSchema,
      expired: creditsSchema,
      reversed: creditsSchema,
      /** Right now, not in the range. */
      outstanding: creditsSchema,
    }),
    money: z.strictObject({
      collected: z.array(moneySchema),
      returned: z.array(moneySchema),
      platformRevenue: moneySchema,
      developerEarnings: moneySchema,
      breakage: moneySchema,
      /** What providers kept for payments and disputes, less what they gave back. */
      providerFees: moneySchema,
      /** Right now. */
      deferredRevenue: moneySchema,
    }),
    calls: z.number().int(),
    activeOrganisations: z.number().int(),
    days: z.array(
      z.strictObject({
        day: z.string(),
        sold: creditsSchema,
        consumed: creditsSchema,
        calls: z.number().int(),
        platformRevenue: moneySchema,
      }),
    ),
    topModules: z.array(
      z.strictObject({
        moduleId: z.string(),
        moduleName: z.string(),
        calls: z.number().int(),
        credits: creditsSchema,
        collected: moneySchema,
        developerEarnings: moneySchema,
      }),
    ),
    asOf: timeSchema,
  })
  .meta({ id: 'Analytics' });
export type Analytics = z.infer<typeof analyticsSchema>;

export const adminRoutes = {
  analytics: route({
    operationId: 'getAnalytics',
    method: 'get',
    path: '/api/v1/admin/analytics/overview',
    tag: 'admin',
    summary: 'Credits sold, consumed and outstanding; revenue; top modules',
    access: analyst,
    params: noParams,
    query: z.strictObject({
      from: timeInputSchema.optional(),
      to: timeInputSchema.optional(),
      timezone: timeZoneSchema.default('UTC'),
    }),
    body: noBody,
    status: 200,
    reply: analyticsSchema,
  }),
} as const;

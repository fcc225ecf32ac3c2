import { z } from 'zod';
import { anyRole, billingRoles } from './access.js';
import {
  creditsSchema,
  listOf,
  noBody,
  nonNegativeCreditsSchema,
  noParams,
  noQuery,
  pageQuery,
  timeInputSchema,
  timeSchema,
  timeZoneSchema,
} from './common.js';
import { route } from './route.js';

export const lotSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['paid', 'promotional']),
    size: creditsSchema,
    remaining: creditsSchema,
    held: creditsSchema,
    expiresAt: timeSchema.nullable(),
    createdAt: timeSchema,
    purchaseId: z.string().nullable(),
  })
  .meta({ id: 'Lot' });

/** Caps of a wallet; null means no cap. Day and month follow `timezone`. */
export const walletLimitsSchema = z
  .strictObject({
    timezone: timeZoneSchema,
    perCall: nonNegativeCreditsSchema.nullable(),
    perDay: nonNegativeCreditsSchema.nullable(),
    perMonth: nonNegativeCreditsSchema.nullable(),
    modules: z
      .array(
        z.strictObject({
          moduleId: z.string().max(80),
          period: z.enum(['day', 'month', 'total']),
          cap: nonNegativeCreditsSchema,
        }),
      )
      .max(100),
  })
  .meta({ id: 'WalletLimits' });
export type WalletLimits = z.infer<typeof walletLimitsSchema>;

export const walletSchema = z
  .strictObject({
    id: z.string(),
    currency: z.literal('CREDIT'),
    available: creditsSchema,
    held: creditsSchema,
    posted: creditsSchema,
    debt: creditsSchema,
    frozen: z.boolean(),
    limits: walletLimitsSchema,
    lots: z.array(lotSchema),
    /** Credits captured a day, as the mean of the last seven days. */
    burnRate: creditsSchema,
    /** When available credits end at that rate; null when nothing is being spent. */
    runsOutAt: timeSchema.nullable(),
    asOf: timeSchema,
  })
  .meta({ id: 'Wallet' });
export type Wallet = z.infer<typeof walletSchema>;

export const transactionTypes = [
  'grant',
  'hold',
  'extend',
  'capture',
  'release',
  'charge',
  'expire',
  'freeze',
  'unfreeze',
  'reverse',
  'reinstate',
  'repay',
  'adjust',
] as const;

export const transactionSchema = z
  .strictObject({
    id: z.string(),
    seq: z.number().int(),
    at: timeSchema,
    type: z.enum(transactionTypes),
    /** Change of the posted balance; zero for holds, releases and the like. */
    credits: creditsSchema,
    /** Running posted balance, and what was held, right after. */
    posted: creditsSchema,
    held: creditsSchema,
    debt: creditsSchema,
    moduleId: z.string().nullable(),
    keyId: z.string().nullable(),
    holdId: z.string().nullable(),
    usageId: z.string().nullable(),
    purchaseId: z.string().nullable(),
    /** A sentence for people. */
    description: z.string(),
  })
  .meta({ id: 'Transaction' });
export type Transaction = z.infer<typeof transactionSchema>;

export const transactionsQuery = pageQuery.extend({
  from: timeInputSchema.optional(),
  to: timeInputSchema.optional(),
  type: z.enum(transactionTypes).optional(),
  moduleId: z.string().max(80).optional(),
  keyId: z.string().max(80).optional(),
  /** `all` shows holds and releases too; `postings` (default) only what changed the balance. */
  show: z.enum(['postings', 'all']).default('postings'),
});

export const walletRoutes = {
  get: route({
    operationId: 'getWallet',
    method: 'get',
    path: '/api/v1/wallet',
    tag: 'wallet',
    summary: 'Balance, lots, limits and burn rate',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: walletSchema,
  }),
  transactions: route({
    operationId: 'listTransactions',
    method: 'get',
    path: '/api/v1/wallet/transactions',
    tag: 'wallet',
    csv: true,
    summary: 'The statement: every posting with its running balance, newest first',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: noParams,
    query: transactionsQuery,
    body: noBody,
    status: 200,
    reply: listOf(transactionSchema),
  }),
  limits: route({
    operationId: 'getLimits',
    method: 'get',
    path: '/api/v1/wallet/limits',
    tag: 'wallet',
    summary: 'Caps of the wallet',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: walletLimitsSchema,
  }),
  setLimits: route({
    operationId: 'setLimits',
    method: 'put',
    path: '/api/v1/wallet/limits',
    tag: 'wallet',
    summary: 'Set the caps of the wallet',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: noParams,
    query: noQuery,
    body: walletLimitsSchema,
    status: 200,
    reply: walletLimitsSchema,
  }),
} as const;

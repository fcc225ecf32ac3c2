import { z } from 'zod';
import {
  currencySchema,
  idParams,
  listOf,
  moneySchema,
  noBody,
  noParams,
  noQuery,
  pageQuery,
  timeSchema,
} from './common.js';
import { disputeSchema, providerSchema, purchaseSchema, purchaseStatuses } from './purchases.js';
import { route } from './route.js';

const admin = { kind: 'platform', roles: ['platform_admin'] } as const;

/** Why somebody does it: kept in the audit log. */
const reasonSchema = z.string().trim().min(3).max(500);

export const inboxStates = ['received', 'done', 'ignored', 'refused', 'dead'] as const;

/** An event of a payment provider, as it was received. */
export const inboxEventSchema = z
  .strictObject({
    id: z.string(),
    provider: providerSchema,
    eventKey: z.string(),
    type: z.string(),
    /** `dead`: failed too often. `ignored`: of no use to us. `refused`: must not be worked. */
    state: z.enum(inboxStates),
    occurredAt: timeSchema,
    receivedAt: timeSchema,
    livemode: z.boolean(),
    attempts: z.number().int(),
    /** When it is worked next. */
    dueAt: timeSchema.nullable(),
    /** Why it failed last, or was not worked. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'InboxEvent' });

/** With the provider's own JSON, in which names, addresses and secrets are blacked out. */
export const inboxEventWithPayloadSchema = inboxEventSchema
  .extend({ payload: z.unknown() })
  .meta({ id: 'InboxEventWithPayload' });

/** Why a wallet may not spend. It ends with its cause, or when a platform admin lifts it. */
export const freezeSchema = z
  .strictObject({
    /** `dispute:…` or `warning:…`, as the ledger names it. */
    cause: z.string(),
    active: z.boolean(),
    since: timeSchema,
    liftedBy: z.string().nullable(),
    liftReason: z.string().nullable(),
  })
  .meta({ id: 'Freeze' });

/** A purchase as platform admins see it. */
export const adminPurchaseSchema = purchaseSchema
  .extend({
    organisationId: z.string(),
    organisationName: z.string().nullable(),
    /** The provider's own name of the payment. */
    paymentRef: z.string().nullable(),
    freezes: z.array(freezeSchema),
  })
  .meta({ id: 'AdminPurchase' });
export type AdminPurchase = z.infer<typeof adminPurchaseSchema>;

export const adminDisputeSchema = disputeSchema
  .extend({
    purchaseId: z.string(),
    organisationId: z.string(),
    organisationName: z.string().nullable(),
    provider: providerSchema,
    price: moneySchema,
    /** What the provider keeps for it; null in a currency that we do not know. */
    fee: moneySchema.nullable(),
    freeze: freezeSchema.nullable(),
  })
  .meta({ id: 'AdminDispute' });

/** What a provider's list and our ledger say about one day and currency. */
const daySumsSchema = z.strictObject({
  provider: providerSchema,
  currency: currencySchema,
  /** Paid in, by the provider's list and by our ledger. */
  paidThere: moneySchema,
  paidHere: moneySchema,
  /** Refunded and withdrawn, less what was reinstated or given back. */
  returnedThere: moneySchema,
  returnedHere: moneySchema,
});

export const reconciliationDifferenceSchema = z.strictObject({
  provider: providerSchema,
  /**
   * `other_day`: both have it, under different days. `repaired`: it was missing here and has been
   * booked now. All others need a person.
   */
  kind: z.enum([
    'other_day',
    'repaired',
    'unknown_payment',
    'not_credited',
    'not_at_provider',
    'amount_differs',
  ]),
  purchaseId: z.string().nullable(),
  paymentRef: z.string().nullable(),
  /** A sentence for people. */
  explanation: z.string(),
});

export const reconciliationReportSchema = z
  .strictObject({
    /** UTC day, `2026-11-24`. */
    day: z.string(),
    /** `open`: a person has to look. `unavailable`: a provider could not be asked; it is tried again. */
    status: z.enum(['agrees', 'explained', 'open', 'unavailable']),
    madeAt: timeSchema,
    sums: z.array(daySumsSchema),
    differences: z.array(reconciliationDifferenceSchema),
    /** Providers that could not be asked, with the reason. */
    failures: z.array(z.strictObject({ provider: providerSchema, reason: z.string() })),
  })
  .meta({ id: 'ReconciliationReport' });
export type ReconciliationReport = z.infer<typeof reconciliationReportSchema>;

const dayParams = z.strictObject({ day: z.iso.date() });

const inboxRoutes = {
  inbox: route({
    operationId: 'listInbox',
    method: 'get',
    path: '/api/v1/admin/inbox',
    tag: 'admin',
    summary: 'Events of payment providers, newest first',
    access: admin,
    params: noParams,
    query: pageQuery.extend({
      state: z.enum(inboxStates).optional(),
      provider: providerSchema.optional(),
    }),
    body: noBody,
    status: 200,
    reply: listOf(inboxEventSchema),
  }),
  inboxEvent: route({
    operationId: 'getInboxEvent',
    method: 'get',
    path: '/api/v1/admin/inbox/{id}',
    tag: 'admin',
    summary: 'One event with its redacted payload',
    access: admin,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: inboxEventWithPayloadSchema,
  }),
  replay: route({
    operationId: 'replayInboxEvent',
    method: 'post',
    path: '/api/v1/admin/inbox/{id}/replay',
    tag: 'admin',
    summary: 'Work an event again; what was done before is not done twice',
    access: admin,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: inboxEventSchema,
  }),
} as const;

const adminPurchaseRoutes = {
  list: route({
    operationId: 'listAllPurchases',
    method: 'get',
    path: '/api/v1/admin/purchases',
    tag: 'admin',
    summary: 'Purchases of all organisations, newest first',
    access: admin,
    params: noParams,
    query: pageQuery.extend({
      status: z.enum(purchaseStatuses).optional(),
      organisationId: z.string().max(80).optional(),
    }),
    body: noBody,
    status: 200,
    reply: listOf(adminPurchaseSchema),
  }),
  get: route({
    operationId: 'getAnyPurchase',
    method: 'get',
    path: '/api/v1/admin/purchases/{id}',
    tag: 'admin',
    summary: 'One purchase of any organisation, with its freezes',
    access: admin,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: adminPurchaseSchema,
  }),
  resolve: route({
    operationId: 'resolvePurchase',
    method: 'post',
    path: '/api/v1/admin/purchases/{id}/resolve',
    tag: 'admin',
    idempotent: true,
    summary:
      'Decide a purchase that is in review: credit it although it does not match, or refund it',
    access: admin,
    params: idParams,
    query: noQuery,
    body: z.strictObject({ decision: z.enum(['credit', 'refund']), reason: reasonSchema }),
    status: 200,
    reply: adminPurchaseSchema,
  }),
  liftFreeze: route({
    operationId: 'liftFreeze',
    method: 'post',
    path: '/api/v1/admin/purchases/{id}/lift-freeze',
    tag: 'admin',
    summary: 'Let a wallet spend again although a dispute or a warning stopped it',
    access: admin,
    params: idParams,
    query: noQuery,
    body: z.strictObject({ cause: z.string().min(1).max(200), reason: reasonSchema }),
    status: 200,
    reply: adminPurchaseSchema,
  }),
  disputes: route({
    operationId: 'listDisputes',
    method: 'get',
    path: '/api/v1/admin/disputes',
    tag: 'admin',
    summary: 'Disputes of all organisations, newest purchase first',
    access: admin,
    params: noParams,
    query: pageQuery.extend({ status: z.enum(['open', 'closed']).optional() }),
    body: noBody,
    status: 200,
    reply: listOf(adminDisputeSchema),
  }),
} as const;

const reconciliationRoutes = {
  reports: route({
    operationId: 'listReconciliation',
    method: 'get',
    path: '/api/v1/admin/reconciliation',
    tag: 'admin',
    summary: "What providers' lists and our ledger said, day by day, newest first",
    access: admin,
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(reconciliationReportSchema),
  }),
  report: route({
    operationId: 'getReconciliation',
    method: 'get',
    path: '/api/v1/admin/reconciliation/{day}',
    tag: 'admin',
    summary: 'The report of one UTC day',
    access: admin,
    params: dayParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: reconciliationReportSchema,
  }),
} as const;

/** What platform admins do about payments: events, purchases, disputes, reconciliation. */
export const adminPaymentRoutes = {
  inbox: inboxRoutes,
  purchases: adminPurchaseRoutes,
  reconciliation: reconciliationRoutes,
} as const;

import { z } from 'zod';
import { anyRole, billingRoles } from './access.js';
import {
  noBody,
  nonNegativeCreditsSchema,
  noParams,
  noQuery,
  positiveCreditsSchema,
  timeSchema,
} from './common.js';
import { route } from './route.js';

/** How a way of telling is doing. */
const alertChannelState = {
  lastSentAt: timeSchema.nullable(),
  /** What went wrong last; null since it worked again. */
  lastProblem: z.strictObject({ at: timeSchema, reason: z.string() }).nullable(),
};

export const walletAlertsSchema = z
  .strictObject({
    /** Ascending. A fall below one is told once; again only after the balance was back up there. */
    thresholds: z.array(nonNegativeCreditsSchema),
    /** To the organisation's administrators and managers. */
    email: z.strictObject({ enabled: z.boolean(), ...alertChannelState }),
    /** `wallet.low_balance`, to the organisation's webhook endpoints that want it. */
    webhook: z.strictObject({ enabled: z.boolean(), ...alertChannelState }),
    telexChannel: z.strictObject({
      enabled: z.boolean(),
      /** The host and the last characters of the channel's webhook; the rest is a secret. */
      hint: z.string().nullable(),
      ...alertChannelState,
    }),
  })
  .meta({ id: 'WalletAlerts' });
export type WalletAlerts = z.infer<typeof walletAlertsSchema>;

export const setWalletAlertsSchema = z
  .strictObject({
    /** None: nothing is told. */
    thresholds: z.array(positiveCreditsSchema).max(5),
    email: z.boolean(),
    webhook: z.boolean(),
    /** The incoming webhook of a channel, as Telex shows it; without `url` the one that is known. */
    telexChannel: z.strictObject({ url: z.string().min(1).max(500).optional() }).nullable(),
  })
  .meta({ id: 'SetWalletAlerts' });
export type SetWalletAlerts = z.infer<typeof setWalletAlertsSchema>;

export const walletAlertRoutes = {
  get: route({
    operationId: 'getWalletAlerts',
    method: 'get',
    path: '/api/v1/wallet/alerts',
    tag: 'wallet',
    summary: 'Who is told when the balance falls below which thresholds, and how that went',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: walletAlertsSchema,
  }),
  set: route({
    operationId: 'setWalletAlerts',
    method: 'put',
    path: '/api/v1/wallet/alerts',
    tag: 'wallet',
    summary: 'Set the thresholds, and how a fall below one is told',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: noParams,
    query: noQuery,
    body: setWalletAlertsSchema,
    status: 200,
    reply: walletAlertsSchema,
  }),
  test: route({
    operationId: 'testWalletAlerts',
    method: 'post',
    path: '/api/v1/wallet/alerts/test',
    tag: 'wallet',
    summary: 'Send a message that says it is a test, and answer how that went',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: noParams,
    query: noQuery,
    body: z.strictObject({ channel: z.enum(['email', 'telexChannel']) }),
    status: 200,
    reply: z.strictObject({ sent: z.boolean(), problem: z.string().nullable() }),
  }),
} as const;

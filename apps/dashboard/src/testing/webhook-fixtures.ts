import type { WebhookDelivery, WebhookEndpoint } from '@telex-credits/contracts';

export const endpoint: WebhookEndpoint = {
  id: 'whe_one',
  url: 'https://hooks.example.com/credits',
  description: 'Bookkeeping',
  eventTypes: ['usage.created', 'wallet.low_balance'],
  enabled: true,
  disabledReason: null,
  disabledAt: null,
  failingSince: null,
  hint: 'whsec_…9aB=',
  previousSecretUntil: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  createdBy: 'per_one',
};

export const delivery: WebhookDelivery = {
  id: 'whd_one',
  endpointId: 'whe_one',
  messageId: 'msg_one',
  type: 'usage.created',
  status: 'waiting',
  attempts: [
    {
      at: '2026-11-24T11:55:00.000Z',
      durationMs: 12,
      status: 500,
      error: 'It answered 500; only 2xx counts as delivered.',
      response: null,
    },
  ],
  nextAttemptAt: '2026-11-24T12:05:00.000Z',
  createdAt: '2026-11-24T11:55:00.000Z',
  deliveredAt: null,
  payload: null,
};

/** The same as one delivery is read: with its body and the answers. */
export const wholeDelivery: WebhookDelivery = {
  ...delivery,
  attempts: delivery.attempts.map((attempt) => ({ ...attempt, response: 'database is down' })),
  payload: '{"type":"usage.created","timestamp":"2026-11-24T11:55:00.000Z","data":{}}',
};

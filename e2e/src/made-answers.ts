const usd = (amount: string) => ({ amount, currency: 'USD' });
const at = '2026-11-21T09:00:00.000Z';

/** Answers of the API, by path, for states that a sandbox server never comes into. */
export type Answers = Readonly<Record<string, object>>;

const methods = [
  {
    ...{ id: 'pm_one', provider: 'stripe', brand: 'visa', last4: '4242', expiresOn: '2029-04' },
    ...{ createdAt: at, purchaseId: 'pur_one' },
  },
];

/** A saved card, and top-ups with it that wait for a person. */
export const pausedTopUp: Answers = {
  '/api/v1/payment-methods': { data: methods, nextCursor: null },
  '/api/v1/wallet/auto-top-up': {
    ...{ enabled: true, threshold: '100', paymentMethodId: 'pm_one', openPurchaseId: 'pur_one' },
    refill: { kind: 'credits', credits: '2500' },
    monthlyCap: usd('50.00'),
    spentThisMonth: usd('12.50'),
    paused: { reason: 'authentication_required', at, payUrl: 'https://pay.example.test/1' },
    consent: { personId: 'per_one', at, textVersion: '2026-11' },
    consentText: {
      version: '2026-11',
      text: 'It may be charged without asking me again, up to the monthly limit.',
    },
  },
};

/** A module whose address is not proven yet. */
export const draftModule: Answers = {
  '/api/v1/modules*': {
    data: [
      {
        ...{ id: 'mod_draft', slug: 'weather', name: 'Weather', description: '', kind: 'http' },
        ...{ upstreamUrl: 'https://weather.example.test/v1', status: 'draft' },
        ...{ developerBps: 8000, timeLimitSeconds: 60, createdAt: at, publishedAt: null },
        prices: [{ id: 'prv_one', price: { model: 'free' }, effectiveAt: at, createdAt: at }],
        ownership: {
          provenAt: null,
          path: '/.well-known/telex-credits.txt',
          content: 'telex-credits=q0kS5nYb1xMZp8wT3vRf6uLhJd2gCa7eKs9iOo4mNtE',
        },
      },
    ],
    nextCursor: null,
  },
};

/** A wallet that owes credits and may not spend. */
export const stoppedWallet: Answers = {
  '/api/v1/wallet': {
    ...{ id: 'org_one', currency: 'CREDIT', available: '0', held: '0', posted: '0' },
    ...{ debt: '412.857143', frozen: true, lots: [], burnRate: '0', runsOutAt: null, asOf: at },
    limits: { timezone: 'UTC', perCall: null, perDay: null, perMonth: null, modules: [] },
  },
};

/** A rise that is announced, and one that was taken back. */
export const priceNotices: Answers = {
  '/api/v1/price-notices*': {
    data: ['rise', 'taken_back'].map((kind) => ({
      ...{ id: `${kind}:prc_2:org_one`, kind, moduleId: 'mod_one', moduleSlug: 'word-count' },
      ...{ moduleName: 'Word count', effectiveAt: '2027-01-15T00:00:00.000Z', createdAt: at },
      from: { model: 'per_call', credits: '0.5', errorsBillable: false },
      to: {
        ...{ model: 'per_unit', unit: 'word', quantity: { in: 'body', at: '/usage/words' } },
        tiers: [
          { upTo: 1000, credits: '0.001' },
          { upTo: null, credits: '0.0005' },
        ],
        ...{ per: 1, minimum: '0.1', maximum: '5', assumed: 1 },
      },
    })),
    nextCursor: null,
  },
};

/** A purchase that was charged by itself and is disputed. */
export const disputedPurchase: Answers = {
  '/api/v1/purchases/pur_disputed': {
    ...{ id: 'pur_disputed', kind: 'auto_top_up', status: 'disputed', packageId: null },
    ...{ credits: '6001.2', price: usd('25.01'), refunded: usd('0.00'), provider: 'stripe' },
    ...{ checkoutUrl: null, createdAt: at, expiresAt: at, paidAt: at, refundable: null },
    refunds: [],
    disputes: [
      {
        ...{ ref: 'dp_one', status: 'open', reason: 'fraudulent', seenAt: at },
        ...{ withdrawn: usd('25.01'), reinstated: usd('0.00') },
        answerBy: '2026-12-05T00:00:00.000Z',
      },
    ],
    history: [
      { at, what: 'created', detail: 'Custom amount, Stripe' },
      { at, what: 'paid', detail: null },
      { at, what: 'dispute_open', detail: 'the payer disputes this payment' },
      { at, what: 'dispute_withdrawn', detail: '25.01 USD' },
    ],
  },
};

const attempt = {
  ...{ at, durationMs: 15_001, status: null, error: 'It did not answer within 15 seconds.' },
  response: null,
};
const toFailing = {
  ...{ endpointId: 'whe_failing', deliveredAt: null, payload: null, createdAt: at },
  type: 'usage.created',
};

/** An endpoint that was disabled because it failed, with some of each kind of delivery. */
export const failingEndpoint: Answers = {
  '/api/v1/webhook-endpoints/whe_failing': {
    ...{ id: 'whe_failing', url: 'https://hooks.example.com/a/rather/long/address/of/a/hook' },
    ...{ description: 'Bookkeeping', eventTypes: null, enabled: false, disabledReason: 'failing' },
    ...{ disabledAt: '2026-11-24T09:00:00.000Z', failingSince: at, hint: 'whsec_…9aB=' },
    ...{ previousSecretUntil: null, createdAt: at, createdBy: 'usr_one' },
  },
  '/api/v1/webhook-endpoints/whe_failing/deliveries': {
    data: (['waiting', 'delivered', 'failed', 'skipped'] as const).map((status) => ({
      ...{ ...toFailing, id: `whd_${status}`, messageId: `msg_${status}`, status },
      attempts: status === 'skipped' ? [] : [attempt],
      nextAttemptAt: status === 'waiting' ? at : null,
    })),
    nextCursor: null,
  },
  '/api/v1/webhook-endpoints/whe_failing/deliveries/whd_waiting': {
    ...{ ...toFailing, id: 'whd_waiting', messageId: 'msg_waiting', status: 'waiting' },
    ...{ attempts: [attempt, { ...attempt, at: '2026-11-21T09:00:06.000Z', status: 500 }] },
    ...{ nextAttemptAt: at, payload: '{"type":"usage.created","data":{"credits":"0.5"}}' },
  },
};

/** A Telex account whose token is no longer taken, and whose address waits for confirmation. */
export const telexAccount: Answers = {
  '/api/v1/me/telex': {
    configured: true,
    linked: {
      ...{ telexUserId: 'u1', email: 'grace@telex.test', emailConfirmed: false, linkedAt: at },
      ...{ refreshedAt: at, signInNeeded: true, closesAt: at, onlyWayIn: true },
    },
  },
};

/** Where nothing is linked yet, on a server that has Telex. */
export const telexOffered: Answers = {
  '/api/v1/me/telex': { configured: true, linked: null },
};

/** Alerts of which one channel does not work. */
export const failingAlerts: Answers = {
  '/api/v1/wallet/alerts': {
    thresholds: ['100', '500'],
    email: { enabled: true, lastSentAt: at, lastProblem: null },
    webhook: { enabled: true, lastSentAt: null, lastProblem: null },
    telexChannel: {
      ...{ enabled: true, hint: 'ping.telex.im/v1/webhooks/…1234', lastSentAt: null },
      lastProblem: { at, reason: 'Telex answered with status 404.' },
    },
  },
};

import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebhookRefused } from '../errors.js';
import { signTimestamped } from '../signature.js';
import { createStripeProvider } from './adapter.js';
import { handledTypes, ignoredTypes } from './events.js';
import { openStage, type Stage } from './testing/stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stripe.close());

const event = (type: string, object: unknown, change: object = {}) =>
  Buffer.from(
    JSON.stringify(
      {
        ...{ id: `evt_${type}`, object: 'event', type, created: 1_795_514_400, livemode: false },
        data: { object },
        ...change,
      },
      null,
      3,
    ),
  );

const read = (raw: Buffer) =>
  stage.provider.verifyWebhook(raw, { 'stripe-signature': stage.stripe.sign(raw) });
const meaning = (raw: Buffer) => stage.provider.toFacts(read(raw));

/** Every type that notes and documentation name for payments, saved methods and payouts. */
const known = [
  ...['completed', 'async_payment_succeeded', 'async_payment_failed', 'expired'].map(
    (name) => `checkout.session.${name}`,
  ),
  ...['succeeded', 'payment_failed', 'processing', 'requires_action', 'canceled'].map(
    (name) => `payment_intent.${name}`,
  ),
  ...['charge.updated', 'charge.refunded', 'refund.created', 'refund.updated', 'refund.failed'],
  ...['created', 'funds_withdrawn', 'funds_reinstated', 'updated', 'closed'].map(
    (name) => `charge.dispute.${name}`,
  ),
  'radar.early_fraud_warning.created',
  ...['transfer.created', 'transfer.updated', 'transfer.reversed', 'payout.paid', 'payout.failed'],
  'account.updated',
  'v2.core.account[configuration.recipient].capability_status_updated',
  'v2.core.account[requirements].updated',
  ...['attached', 'detached', 'automatically_updated'].map((name) => `payment_method.${name}`),
  ...['setup_intent.succeeded', 'setup_intent.setup_failed'],
];

it.each(known)('either uses %s or leaves it alone on purpose, never both', (type) => {
  expect([type in handledTypes, type in ignoredTypes]).toContain(true);
  expect(type in handledTypes && type in ignoredTypes).toBe(false);
});

const fixturesFile = new URL(
  '../../../../../shared/reference/payments/stripe-fixtures3-2026-08-21.json',
  import.meta.url,
);
const fixtures: Record<string, object> = existsSync(fixturesFile)
  ? JSON.parse(readFileSync(fixturesFile, 'utf8')).resources
  : {};
const kindOf: Record<string, string> = {
  checkout: 'checkout.session',
  payment_intent: 'payment_intent',
  refund: 'refund',
  radar: 'radar.early_fraud_warning',
  payment_method: 'payment_method',
};
/** Which resource an event type tells of. */
function resourceOf(type: string): string {
  if (type.startsWith('charge.')) {
    return type.startsWith('charge.dispute') ? 'dispute' : 'charge';
  }
  return kindOf[type.split('.')[0] ?? ''] ?? '';
}

it.runIf(existsSync(fixturesFile))(
  "reads Stripe's own example of every resource that it uses, and of all others",
  async () => {
    for (const type of Object.keys(handledTypes)) {
      const object = fixtures[resourceOf(type)];
      expect(object, type).toBeDefined();
      const facts = await meaning(event(type, object));
      // The examples name no order, and objects that only Stripe has; methods stand for themselves.
      expect([type, facts.length]).toEqual([type, type.startsWith('payment_method') ? 1 : 0]);
    }
    expect(Object.keys(fixtures)).toHaveLength(176);
    for (const [name, object] of Object.entries(fixtures)) {
      expect(await meaning(event(`${name}.something`, object))).toEqual([]);
    }
  },
);

it('knows saved methods that were removed or replaced', async () => {
  const method = { id: 'pm_1', object: 'payment_method' };
  expect(await meaning(event('payment_method.detached', method))).toEqual([
    { kind: 'method', methodRef: 'pm_1', change: 'removed' },
  ]);
  for (const type of ['payment_method.updated', 'payment_method.automatically_updated']) {
    expect(await meaning(event(type, method))).toEqual([
      { kind: 'method', methodRef: 'pm_1', change: 'updated' },
    ]);
  }
});

it('leaves events of connected accounts and of API v2 alone', async () => {
  const session = { id: 'cs_1', client_reference_id: 'pur_1' };
  const type = 'checkout.session.completed';
  expect(await meaning(event(type, session))).toHaveLength(1);
  expect(await meaning(event(type, session, { account: 'acct_1' }))).toEqual([]);
  const thin = { object: 'v2.core.event', created: '2026-11-24T10:00:00.000Z', data: undefined };
  const raw = event('v2.core.account[requirements].updated', null, thin);
  expect(read(raw).occurredAt).toBe('2026-11-24T10:00:00.000Z');
  expect(await meaning(raw)).toEqual([]);
});

it('does not take a name of every object for a type', async () => {
  expect(await meaning(event('constructor', { id: 'x' }))).toEqual([]);
});

it('reads an event from exactly its bytes', () => {
  const raw = Buffer.from(
    '{ "id" : "evt_1",\n"type":"charge.refunded", "created":1795514400.0, "livemode":false, "note":"caf\\u00e9 \\/" }',
  );
  expect(read(raw)).toEqual({
    ...{ eventKey: 'evt_1', type: 'charge.refunded', livemode: false },
    occurredAt: '2026-11-24T10:00:00.000Z',
    payload: JSON.parse(raw.toString()),
  });
});

const body = event('charge.refunded', { id: 'ch_1' });
const signed = (secret = 'whsec_standin', seconds = 0, raw = body) =>
  signTimestamped(secret, raw, new Date(stage.clock.time + seconds * 1000));

it.each([
  ['no signature', () => undefined],
  ['an empty one', () => ''],
  ['one of another secret', () => signed('whsec_other')],
  ['one of an empty secret', () => signed('')],
  ['one of another body', () => signed(undefined, 0, Buffer.from('{}'))],
  ['only a v0', () => signed().replace('v1=', 'v0=')],
  ['one that is too old', () => signed(undefined, -301)],
  ['one of tomorrow, which the SDK would take', () => signed(undefined, 86_400)],
])('refuses %s', (_, header) => {
  const call = () => stage.provider.verifyWebhook(body, { 'stripe-signature': header() });
  expect(call).toThrow(WebhookRefused);
});

it.each([
  ['no JSON', Buffer.from('{')],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['no event', Buffer.from('{"id":"evt_1"}')],
])('refuses a signed body that is %s', (_, raw) => {
  expect(() => read(raw)).toThrow(WebhookRefused);
});

it('takes one good signature of several, and either secret while one is rotated', () => {
  const header = `${signed('whsec_new')},${signed('whsec_old').split(',')[1]}`;
  const provider = (webhookSecrets: string[]) =>
    createStripeProvider({
      connection: { secretKey: 'sk_test_x', apiBase: stage.stripe.url },
      ...{ webhookSecrets, now: () => new Date(stage.clock.time) },
    });
  for (const secrets of [['whsec_new'], ['whsec_old'], ['whsec_other', 'whsec_old']]) {
    const call = provider(secrets).verifyWebhook(body, { 'stripe-signature': header });
    expect(call.type).toBe('charge.refunded');
  }
  for (const secrets of [['whsec_other'], [], ['']]) {
    const call = () => provider(secrets).verifyWebhook(body, { 'stripe-signature': header });
    expect(call).toThrow(WebhookRefused);
  }
});

import { existsSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { problemsOf } from '../common/check.js';
import { loadDescription } from '../common/description.js';
import { toJsonSchema } from '../common/json-schema.js';
import { type StripeStandIn, startStripeStandIn } from './stand-in.js';

let stripe: StripeStandIn;
const now = new Date('2026-11-24T10:00:00Z');

beforeEach(async () => {
  stripe = await startStripeStandIn({ now: () => now });
});
afterEach(() => stripe.close());

const good = {
  mode: 'payment',
  client_reference_id: 'pur_1',
  'line_items[0][quantity]': '1',
  'line_items[0][price_data][currency]': 'usd',
  'line_items[0][price_data][unit_amount]': '2500',
  'line_items[0][price_data][product_data][name]': 'credits',
  success_url: 'http://localhost/ok',
};

async function post(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; error: string; replayed: string | null; id: string }> {
  const reply = await fetch(stripe.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stripe.secretKey}`,
      'content-type': 'application/x-www-form-urlencoded',
      'stripe-version': '2026-10-28.endive',
      'idempotency-key': 'k1',
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
  const { error, id } = (await reply.json()) as { error?: { message: string }; id: string };
  const replayed = reply.headers.get('idempotent-replayed');
  return { status: reply.status, error: error?.message ?? '', replayed, id };
}
const session = (change: Record<string, string> = {}, headers = {}) =>
  post('/v1/checkout/sessions', { ...good, ...change }, headers);

it('takes what Stripe takes', async () => {
  expect(await session()).toMatchObject({ status: 200, error: '' });
  const newer = { 'adaptive_pricing[enabled]': 'false', ui_mode: 'hosted_page' };
  expect(await session(newer, { 'idempotency-key': 'k2' })).toMatchObject({ status: 200 });
});

it.each([
  ['a word that is none of the list', { mode: 'pay' }, 'mode'],
  ['a name that is not described', { client_reference: 'x' }, 'client_reference'],
  ['a typing error deep inside', { 'line_items[0][price_data][unit_amout]': '1' }, 'unit_amout'],
  ['what was taken away in 2026', { 'payment_method_types[0]': 'card' }, 'payment_method_types'],
  ['a word of last year', { ui_mode: 'hosted' }, 'ui_mode'],
  ['an amount with a fraction', { 'line_items[0][price_data][unit_amount]': '25.5' }, 'amount'],
  ['an amount with a point', { 'line_items[0][price_data][unit_amount]': '25.00' }, 'amount'],
  ['a long value of metadata', { 'metadata[a]': 'x'.repeat(501) }, 'metadata'],
  ['a page of two days', { expires_at: String(now.getTime() / 1000 + 172_800) }, 'expires_at'],
])('refuses %s', async (_, change, problem) => {
  const reply = await session(change);
  expect(reply.status).toBe(400);
  expect(reply.error).toContain(problem);
});

it.each([
  ['another version', { 'stripe-version': '2023-08-16' }, 400],
  ['the random key of the SDK', { 'idempotency-key': 'stripe-node-retry-1' }, 400],
  ['JSON', { 'content-type': 'application/json' }, 400],
  ['another secret', { authorization: 'Bearer sk_test_other' }, 401],
])('refuses %s in the headers', async (_, headers, status) => {
  expect(await session({}, headers)).toMatchObject({ status });
});

it('refuses a POST without a key, and paths that Stripe does not have', async () => {
  const reply = await fetch(`${stripe.url}/v1/checkout/sessions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stripe.secretKey}`,
      'content-type': 'application/x-www-form-urlencoded',
      'stripe-version': '2026-10-28.endive',
    },
    body: new URLSearchParams(good).toString(),
  });
  expect([reply.status, await reply.text()]).toEqual([400, expect.stringContaining('idempotency')]);
  expect(await post('/v1/checkout/session', good)).toMatchObject({ status: 404 });
});

it('answers a key again with its first answer, and not another request with it', async () => {
  const first = await session();
  expect(await session()).toEqual({ ...first, replayed: 'true' });
  const other = await session({ client_reference_id: 'pur_2' });
  expect(other).toMatchObject({ status: 400, error: expect.stringContaining('same parameters') });
  expect(stripe.sessionOf('pur_1').id).toBe(first.id);
});

it('keeps no answer of what it refused before any work', async () => {
  expect((await session({ mode: 'pay' })).status).toBe(400);
  expect(await session()).toMatchObject({ status: 200, replayed: null });
});

it('keeps a 500 that came after the work, and forgets it with the key', async () => {
  stripe.faults.add({ kind: 'answer', status: 500, when: 'after' });
  expect(await session()).toMatchObject({ status: 500, replayed: null });
  expect(await session()).toMatchObject({ status: 500, replayed: 'true' });
  expect(stripe.sessionOf('pur_1').status).toBe('open');
  stripe.forgetKeys();
  expect((await session()).status).toBe(200);
  expect(() => stripe.sessionOf('pur_1')).toThrow('2 sessions');
});

it('signs as the SDK expects it', async () => {
  const { id } = await session();
  stripe.payer.pay(id);
  const [event] = stripe.outbox.events;
  const sdk = new Stripe(stripe.secretKey);
  const raw = event?.raw ?? Buffer.from('');
  const read = sdk.webhooks.constructEvent(
    raw,
    stripe.sign(raw, { at: new Date() }),
    stripe.webhookSecret,
  );
  expect(read).toMatchObject({ id: event?.id, type: 'charge.succeeded', livemode: false });
});

// Beside the repository where it is developed; too big to be kept in it, and slow to compile.
const published = new URL(
  '../../../../../shared/reference/payments/stripe-spec3-2023-08-16.yaml',
  import.meta.url,
);

it.runIf(process.env.TEST_FULL === '1' && existsSync(published))(
  'tells of objects that are what Stripe describes',
  async () => {
    const { id } = await session({
      'payment_intent_data[setup_future_usage]': 'off_session',
      customer_creation: 'always',
    });
    stripe.payer.pay(id);
    const refund = stripe.dashboard.refund(id, { amount: 100, status: 'pending' });
    stripe.dashboard.succeedRefund(refund);
    stripe.dashboard.failRefund(refund);
    stripe.dashboard.closeDispute(stripe.dashboard.dispute(id), 'won');
    stripe.dashboard.warnOfFraud(id);
    const document = loadDescription(published);
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
    const options = { inline: false, sealed: false };
    const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
      name,
      toJsonSchema(document, schema, options),
    ]);
    ajv.addSchema({ $id: 'stripe', components: { schemas: Object.fromEntries(schemas) } });
    const seen = stripe.outbox.events.map(({ raw }) => {
      const { object } = JSON.parse(raw.toString()).data;
      const name: string = object.object;
      const validate = ajv.compile({ $ref: `stripe#/components/schemas/${name}` });
      return [name, problemsOf(validate, object, name)];
    });
    expect(seen.filter(([, problems]) => problems?.length)).toEqual([]);
    expect(new Set(seen.map(([name]) => name)).size).toBe(8);
  },
  180_000,
);

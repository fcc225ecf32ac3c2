import { createHmac } from 'node:crypto';
import {
  type PaystackStandIn,
  paystackExampleEvents,
  signPaystack,
  startPaystackStandIn,
} from '@telex-credits/payments-testkit';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { WebhookRefused } from '../errors.js';
import type { PaymentProvider, ProviderEvent } from '../provider.js';
import { createPaystackProvider } from './adapter.js';
import { ignoredPaystackEvents } from './webhook.js';

const secretKey = 'sk_test_0123456789abcdef';
const now = () => new Date('2026-11-25T10:00:00Z');
const provider = createPaystackProvider({ baseUrl: 'http://127.0.0.1:9', secretKey, now });
const raw = Buffer.from('{"event": "charge.success", "data": {"reference":"pur-1", "fee": 10.0}}');
const verify = (signature: string | string[] | undefined, body: Uint8Array = raw) =>
  provider.verifyWebhook(body, { 'x-paystack-signature': signature });
const sign = (body: Uint8Array = raw, key = secretKey) =>
  String(signPaystack(key, body)['x-paystack-signature']);

describe('a signature', () => {
  it('is of the bytes as they came, whatever their spacing and escapes', () => {
    const odd = Buffer.from(
      '{"event":"charge.success" ,"data":{"reference":"pur-1","a":"\\u00e9","b":"x\\/y","c":10000.0}}\n',
    );
    expect(verify(sign(odd), odd).type).toBe('charge.success');
    expect(verify(sign(odd).toUpperCase(), odd).type).toBe('charge.success');
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(String(odd))));
    expect(() => verify(sign(odd), rewritten)).toThrow(WebhookRefused);
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['too short', sign().slice(2)],
    ['too long', `${sign()}00`],
    ['no hex', 'z'.repeat(128)],
    ['repeated', [sign(), sign()]],
    ['made with another key', sign(raw, 'sk_test_another0')],
    ['made with an empty key', createHmac('sha512', '').update(raw).digest('hex')],
    ['of another body', sign(Buffer.from('{}'))],
    ['of a weaker kind', createHmac('sha256', secretKey).update(raw).digest('hex')],
  ])('that is %s is refused', (_, signature) => {
    expect(() => verify(signature)).toThrow(WebhookRefused);
  });

  it.each(['[]', '"text"', 'null', '{}', '{"event":1,"data":{}}', 'no json', '\xff'])(
    'over something that is no event is refused too (%s)',
    (text) => {
      const body = Buffer.from(text, 'latin1');
      expect(() => verify(sign(body), body)).toThrow(WebhookRefused);
    },
  );
});

describe('an event', () => {
  it('has its bytes as its name: the same again is the same, another one is not', () => {
    const first = verify(sign());
    const other = Buffer.from(`${raw} `);
    expect(first.eventKey).toMatch(/^[0-9a-f]{64}$/);
    expect(verify(sign()).eventKey).toBe(first.eventKey);
    expect(verify(sign(other), other).eventKey).not.toBe(first.eventKey);
  });

  it('is of the mode that it says, else of the mode of the key that signed it', () => {
    expect(verify(sign()).livemode).toBe(false);
    const live = Buffer.from('{"event":"charge.success","data":{"domain":"live"}}');
    expect(verify(sign(live), live).livemode).toBe(true);
    const liveKey = 'sk_live_0123456789abcdef';
    const ofLive = createPaystackProvider({ baseUrl: 'https://x.test', secretKey: liveKey, now });
    const headers = { 'x-paystack-signature': sign(raw, liveKey) };
    expect(ofLive.verifyWebhook(raw, headers).livemode).toBe(true);
  });
});

const payments = {
  'transaction-successful': 'qTPrJoy9Bx',
  'charge-dispute-create': 'v3mjfgbnc19v97x',
  'charge-dispute-remind': 'v3mjfgbnc19v97x',
  'charge-dispute-resolve': '5qm4pv2mxs9rltp',
  'refund-pending': 'tvunjbbd_412829_4b18075d_c7had',
  'refund-processing': 'tvunjbbd_412829_4b18075d_c7had',
  'refund-processed': 'T2154954_412829_3be32076_6lcg3',
  'refund-failed': 'T9171231_412325_3be2736c_n6tml',
  'refund-needs-attention': '88bfa94509eb96aa9785641c26cc57cc',
};
const examples = Object.entries(paystackExampleEvents());

test('all 25 events of the documentation are here', () => {
  expect(examples).toHaveLength(25);
});

test.each(examples)('the documented event %s is verified and understood', async (name, example) => {
  const body = Buffer.from(JSON.stringify(example));
  const event = verify(sign(body), body);
  expect(Date.parse(event.occurredAt)).not.toBeNaN();
  const facts = await provider.toFacts(event);
  const paymentRef = Object.hasOwn(payments, name)
    ? payments[name as keyof typeof payments]
    : undefined;
  if (paymentRef === undefined) {
    expect(ignoredPaystackEvents).toHaveProperty([event.type]);
    expect(facts).toEqual([]);
  } else {
    // None of them is ours: a foreign reference has no order.
    expect(facts).toEqual([{ kind: 'payment', orderId: null, paymentRef }]);
    expect(ignoredPaystackEvents).not.toHaveProperty([event.type]);
  }
});

test('an event of a kind that nobody knows yet means nothing, one without its reference fails', async () => {
  const factsOf = (type: string, data: object) =>
    provider.toFacts({ type, payload: { event: type, data } });
  expect(await factsOf('charge.later', { reference: 'pur-1' })).toEqual([]);
  expect(await factsOf('constructor', {})).toEqual([]);
  await expect(factsOf('refund.failed', {})).rejects.toThrow();
});

describe('what the stand-in sends', () => {
  let paystack: PaystackStandIn;
  beforeEach(async () => {
    paystack = await startPaystackStandIn({ secretKey, now });
  });
  afterEach(() => paystack.close());

  it('points at the payment, for every event that is about one', async () => {
    const talking: PaymentProvider = createPaystackProvider({
      ...{ baseUrl: paystack.url, secretKey, now },
    });
    const { paymentRef } = await talking.createCheckout({
      ...{ orderId: 'pur_1', amount: { minor: 5000n, currency: 'KES' }, email: 'a@b.co' },
      ...{ description: 'credits', saveMethod: false, returnUrl: 'https://a.test/' },
      ...{ cancelUrl: 'https://a.test/', expiresAt: '2026-11-25T11:00:00Z' },
    });
    paystack.pay(paymentRef);
    const refund = paystack.refundInDashboard(paymentRef, 100);
    for (const status of ['processing', 'needs-attention', 'failed', 'processed'] as const) {
      paystack.moveRefund(refund, status);
    }
    const dispute = paystack.openDispute(paymentRef);
    paystack.remindDispute(dispute);
    paystack.resolveDispute(dispute, 'declined');
    const events = paystack.outbox.events.map(
      (event): ProviderEvent => verify(sign(event.raw), event.raw),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'charge.success',
      ...['pending', 'processing', 'needs-attention', 'failed', 'processed'].map(
        (status) => `refund.${status}`,
      ),
      ...['create', 'remind', 'resolve'].map((step) => `charge.dispute.${step}`),
    ]);
    for (const event of events) {
      const facts = await talking.toFacts(event);
      expect(facts).toEqual([{ kind: 'payment', orderId: 'pur_1', paymentRef }]);
      expect(event.livemode).toBe(false);
    }
  });
});

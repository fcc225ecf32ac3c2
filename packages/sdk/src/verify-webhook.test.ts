import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { verifyWebhook } from './verify-webhook.js';

const secret = `whsec_${Buffer.from('a secret of this test').toString('base64')}`;
const body = '{"type":"wallet.updated","ü":1}';

function signed(options: { body?: string; ageSeconds?: number; extra?: string } = {}) {
  const time = String(Math.floor(Date.now() / 1000) - (options.ageSeconds ?? 0));
  const key = Buffer.from(secret.slice(6), 'base64');
  const mac = createHmac('sha256', key).update(`msg_1.${time}.${options.body ?? body}`);
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': time,
    'webhook-signature': `${options.extra ?? ''}v1,${mac.digest('base64')}`,
  };
}

it('a webhook signed over these bytes is read, also beside signatures of other secrets', async () => {
  expect(await verifyWebhook(secret, signed(), body)).toEqual(JSON.parse(body));
  expect(await verifyWebhook(secret, signed(), Buffer.from(body))).toEqual(JSON.parse(body));
  const rotated = signed({ extra: `v1,${'A'.repeat(43)}= v2,x ` });
  expect(await verifyWebhook(secret, rotated, body)).toEqual(JSON.parse(body));
});

it('anything else is refused: other bytes, other secret, other id, old, unsigned', async () => {
  const good = signed();
  const other = `whsec_${Buffer.from('another').toString('base64')}`;
  const refused = [
    () => verifyWebhook(secret, good, `${body} `),
    () => verifyWebhook(other, good, body),
    () => verifyWebhook(secret, { ...good, 'webhook-id': 'msg_2' }, body),
    () => verifyWebhook(secret, { ...good, 'webhook-id': undefined }, body),
    () => verifyWebhook(secret, { ...good, 'webhook-timestamp': 'now' }, body),
    () => verifyWebhook(secret, { ...good, 'webhook-signature': 'v1,§' }, body),
    () => verifyWebhook(secret, { ...good, 'webhook-signature': '' }, body),
    () => verifyWebhook('§', good, body),
    () => verifyWebhook(secret, signed({ ageSeconds: 301 }), body),
    () => verifyWebhook(secret, signed({ ageSeconds: -301 }), body),
    () => verifyWebhook(secret, signed({ body: 'no json' }), 'no json'),
  ];
  for (const attempt of refused) {
    await expect(attempt()).rejects.toMatchObject({ code: 'invalid_webhook' });
  }
});

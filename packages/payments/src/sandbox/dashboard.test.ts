import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStage, type Stage } from './testing/stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const look = (path: string, operator: string) =>
  fetch(`${stage.base}/sandbox/dashboard${path}`, { headers: { 'x-operator': operator } });
const eventsOf = async (ref: string) => (await stage.sandbox.service.get(ref)).outgoing;

it('opens for operators only, to look as well as to press', async () => {
  const ref = await stage.checkout({ choice: 'pay' });
  for (const path of ['', `/payments/${ref}`, '/payments/none']) {
    expect((await look(path, 'no')).status).toBe(403);
  }
  const press = await fetch(`${stage.base}/sandbox/dashboard/payments/${ref}`, {
    ...{ method: 'POST', body: new URLSearchParams({ action: 'refund', amount: '1.00' }) },
  });
  expect(press.status).toBe(403);
  expect((await stage.sandbox.service.get(ref)).refunds).toEqual([]);
});

it('lists payments, refunds, disputes and saved cards, and escapes what others wrote', async () => {
  const ref = await stage.checkout(
    { choice: 'pay', card: 'declined' },
    { orderId: '<script>', saveMethod: true },
  );
  await stage.press(ref, { action: 'refund', amount: '3.00' });
  await stage.press(ref, { action: 'dispute', step: 'open' });
  const reply = await look('', 'yes');
  const page = await reply.text();
  for (const text of ['&lt;script&gt;', 'USD 20.00', 'USD 3.00', 'USD 17.00', 'visa 0341']) {
    expect(page).toContain(text);
  }
  expect(page).not.toContain('<script>');
  expect(page).toContain('TEST MODE');
  expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await look('?cursor=rubbish', 'yes')).status).toBe(400);
});

it('every button of a payment does what it says', async () => {
  const ref = await stage.checkout({ choice: 'pay' }, { saveMethod: true });
  const page = await (await look(`/payments/${ref}`, 'yes')).text();
  const forms = [...page.matchAll(/<form class="actions" method="post">(.*?)<\/form>/gs)];
  expect(forms.length).toBeGreaterThan(5);
  for (const [, form = ''] of forms.reverse()) {
    const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value],
    );
    const sent = { amount: '1.00', ...Object.fromEntries(fields) };
    expect([sent, (await stage.press(ref, sent)).status]).toEqual([sent, 303]);
    if (sent.action === 'dispute') {
      break;
    }
  }
  expect((await stage.press(ref, { action: 'shred' })).status).toBe(400);
  expect((await stage.press(ref, { action: 'refund', amount: '-1' })).status).toBe(400);
});

it.each([
  ['once', 1],
  ['twice', 2],
  ['never', 0],
])('delivers the event of a payment %s', async (delivery, count) => {
  await stage.checkout({ choice: 'pay', delivery });
  await stage.sandbox.tick();
  expect(stage.received).toHaveLength(count);
  expect(new Set(stage.received.map(({ eventKey }) => eventKey)).size).toBe(Math.min(count, 1));
});

it('delivers an event late where that was chosen', async () => {
  await stage.checkout({ choice: 'pay', delivery: 'late' });
  stage.clock.time += 9000;
  await stage.sandbox.tick();
  expect(stage.received).toHaveLength(0);
  stage.clock.time += 1000;
  await stage.sandbox.tick();
  expect(stage.received).toHaveLength(1);
});

it('delivers the newest event first where that was chosen', async () => {
  await stage.checkout({ choice: 'pay', delivery: 'out_of_order' });
  stage.clock.time += 3000;
  await stage.sandbox.tick();
  expect(stage.received.map(({ type }) => type)).toEqual(['payment.paid', 'payment.processing']);
});

it('signs with a secret that nobody shares where that was chosen, until it is sent again', async () => {
  const ref = await stage.checkout({ choice: 'pay', delivery: 'forged' });
  expect([stage.refused.count, stage.received.length]).toEqual([1, 0]);
  const [event] = await eventsOf(ref);
  await stage.press(ref, { action: 'resend', event: event?.id ?? '' });
  expect([stage.refused.count, stage.received.length]).toEqual([1, 1]);
});

it('sends an old event again, with the same bytes, as often as one asks', async () => {
  const ref = await stage.checkout({ choice: 'pay' });
  const [event] = await eventsOf(ref);
  await stage.press(ref, { action: 'refund', amount: '20.00' });
  await stage.press(ref, { action: 'resend', event: event?.id ?? '' });
  await stage.press(ref, { action: 'resend', event: event?.id ?? '' });
  expect(stage.received.map(({ type }) => type)).toEqual([
    ...['payment.paid', 'payment.refunded', 'payment.paid', 'payment.paid'],
  ]);
  expect(stage.received.at(-1)).toEqual(stage.received[0]);
  expect((await stage.press(ref, { action: 'resend', event: 'evt_none' })).status).toBe(404);
});

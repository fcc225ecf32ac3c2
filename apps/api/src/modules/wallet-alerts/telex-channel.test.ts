import type { Operation } from '@telex-credits/ledger';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTelexStage, type TelexStage } from '../../testing/telex-stage.js';
import type { TestPerson } from '../../testing/test-application.js';

let stage: TelexStage;
let ada: TestPerson;

beforeAll(async () => {
  stage = await openTelexStage({}, { ALLOW_PRIVATE_UPSTREAMS: '1' });
  ada = await stage.server.signUp('Ada');
});
afterAll(() => stage.close());

const put = (person: TestPerson, body: object, headers = {}) =>
  request(stage.server.app)
    .put('/api/v1/wallet/alerts')
    .set({ ...person.headers, ...headers })
    .send(body);

const terms = { moduleId: 'mod_1', publisherId: null, developerBps: 0, limits: [], keyId: null };
const grant = (credits: bigint) => ({
  ...{ type: 'grant' as const, id: `lot_${credits}`, walletId: ada.organisationId },
  ...{ kind: 'promotional' as const, credits, basis: 0n, priority: 0 },
  ...{ expiresAt: null, source: null },
});
const charge = (credits: bigint) => ({
  ...{ type: 'charge' as const, id: `use_${credits}`, walletId: ada.organisationId, credits },
  ...terms,
});
async function submit(operation: Operation): Promise<void> {
  const [result] = await stage.server.core.ledger.submit([operation]);
  expect(result?.ok).toBe(true);
}

test('a fall is told to the channel in exactly the words that Telex takes', async () => {
  const channel = stage.telex.addChannel();
  const url = stage.telex.webhookUrl(channel);
  await submit(grant(11_000_000n));
  const hook = { url: 'http://127.0.0.1:9/hook', eventTypes: ['wallet.low_balance'] };
  const endpoint = await stage.post(ada, '/webhook-endpoints', hook).expect(201);
  const wish = { thresholds: ['5'], email: true, webhook: true, telexChannel: { url } };
  const saved = await put(ada, wish).expect(200);
  expect(saved.body.telexChannel).toMatchObject({ enabled: true, lastSentAt: null });
  await submit(charge(6_000_000n));
  await submit(charge(1n));
  // Saving has the journal read up to its end first.
  await put(ada, { ...wish, telexChannel: {} }).expect(200);
  stage.server.clock.advance(1);
  await stage.server.core.jobs.runNow('send-wallet-alerts');
  expect(channel.messages).toEqual([
    {
      event_name: 'Credits run low',
      message:
        'Ada has 4.999999 credits left, which is below 5. Buy more: http://127.0.0.1:4000/buy',
      status: 'error',
      username: 'Telex Credits',
    },
  ]);
  const shown = await stage.get(ada, '/wallet/alerts').expect(200);
  expect(shown.body.telexChannel).toMatchObject({
    lastProblem: null,
    lastSentAt: expect.any(String),
  });
  const path = `/webhook-endpoints/${endpoint.body.id}/deliveries`;
  const deliveries = await stage.get(ada, path).expect(200);
  expect(deliveries.body.data).toMatchObject([{ type: 'wallet.low_balance' }]);
  expect(await stage.server.mailedLink(ada.email)).toBe('http://127.0.0.1:4000/buy');
  expect(stage.telex.violations).toEqual([]);
  // Who knows the address can write to the channel: it is shown and logged nowhere.
  const log = stage.server.logs.join('');
  for (const text of [JSON.stringify([saved.body, shown.body]), log]) {
    expect(text).not.toContain(channel.webhookId);
  }
});

test('no mail goes to an address that nobody has confirmed', async () => {
  const eve = await stage.server.signUp('Eve', { verified: false });
  const wish = { thresholds: ['7'], email: true, webhook: false, telexChannel: null };
  await put(eve, wish).expect(200);
  const { body } = await stage.post(eve, '/wallet/alerts/test', { channel: 'email' }).expect(200);
  expect(body).toEqual({
    sent: false,
    problem: 'No administrator or manager of the organisation has a confirmed address.',
  });
});

test('is set by administrators and managers; others of the organisation look', async () => {
  const guest = await stage.server.signUp('Gus');
  const path = `/organisations/${ada.organisationId}/invitations`;
  const { body } = await stage.post(ada, path, { email: guest.email, role: 'user' }).expect(201);
  await stage.post(guest, `/invitations/${body.id}/accept`).expect(200);
  const acting = { 'x-organisation-id': ada.organisationId };
  const wish = { thresholds: ['7'], email: true, webhook: false, telexChannel: null };
  const refused = await put(guest, wish, acting);
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  const shown = await stage.get(guest, '/wallet/alerts').set(acting).expect(200);
  expect(shown.body.thresholds).toEqual(['5']);
});

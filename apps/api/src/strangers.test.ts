import { allRoutes, type RouteContract } from '@telex-credits/contracts';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paymentMethodCollection } from './modules/payment-methods/schemas.js';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from './testing/test-application.js';

let server: TestApplication;
let victim: TestPerson;
let stranger: TestPerson;
/** What the victim has, by the segment of the path that it is found under. */
let objects: Record<string, Record<string, string>>;
/** As it was before anybody else asked for anything. */
let before: Awaited<ReturnType<typeof stateOfVictim>>;
/** Texts that only the victim may read. */
let secrets: string[];

beforeAll(async () => {
  server = await openTestApplication();
  await server.start();
  victim = await server.signUp('Victim');
  stranger = await server.signUp('Stranger');
  await giveCredits(victim.organisationId);
  objects = await objectsOf(victim);
  secrets = [
    victim.organisationId,
    victim.email,
    victim.id,
    ...Object.values(objects).flatMap((params) => Object.values(params)),
  ].filter((text) => text !== objects.marketplace?.slug);
  before = await stateOfVictim();
});
afterAll(() => server.close());

async function giveCredits(walletId: string): Promise<void> {
  const lot = { type: 'grant', id: `lot_${walletId}`, walletId, kind: 'promotional' } as const;
  const amounts = { credits: 100_000_000n, basis: 0n, priority: 0 };
  const [result] = await server.core.ledger.submit([
    { ...lot, ...amounts, expiresAt: null, source: null },
  ]);
  expect(result?.ok).toBe(true);
}

async function savedMethodOf(organisationId: string): Promise<string> {
  const id = 'pm_of_the_victim';
  await server.core.documents.collection(paymentMethodCollection).insert({
    ...{ id, organisationId, provider: 'sandbox', methodRef: 'card_1', customerRef: null },
    ...{ email: null, brand: 'visa', last4: '4242', expiresOn: null, state: 'active' },
    ...{
      purchaseId: 'pur_1',
      savedBy: 'usr_1',
      createdAt: '2026-11-24T10:00:00.000Z',
      dueAt: null,
    },
  });
  return id;
}

/** Makes one of everything through the API, as the person. */
async function objectsOf(person: TestPerson): Promise<Record<string, Record<string, string>>> {
  const post = async (path: string, body: object) => {
    const sent = request(server.app).post(`/api/v1${path}`).set(person.headers);
    const reply = await sent.set('Idempotency-Key', crypto.randomUUID()).send(body);
    expect([path, reply.status, reply.body]).toEqual([path, 201, expect.anything()]);
    return reply.body;
  };
  const module = await server.modules.marketplace.ensureModule({
    ...{ slug: 'victims-agent', kind: 'a2a', name: 'Agent', description: '', demo: false },
    ...{ upstreamUrl: 'https://agent.example/', publisherId: person.organisationId },
    price: { model: 'per_call', credits: '2', errorsBillable: false },
  });
  const moduleId = module.id;
  const cap = { credits: '1', period: 'total' };
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const given = await post('/spending-authorisations', { moduleId, cap, expiresAt });
  const charged = { moduleId, credits: '1', authorisation: given.id };
  const organisation = `/organisations/${person.organisationId}`;
  const purchase = { packageId: 'pkg_starter', currency: 'USD', provider: 'sandbox' };
  const members = await server.people.service.members(person.organisationId, { limit: 1 });
  const invited = { email: stranger.email.replace('stranger', 'friend'), role: 'user' };
  return {
    purchases: { id: (await post('/purchases', purchase)).id },
    'api-keys': { id: (await post('/api-keys', { name: 'Secret key name' })).id },
    connections: { id: (await post('/connections', { moduleId })).id },
    'spending-authorisations': { id: given.id },
    charges: { id: (await post('/charges', charged)).id },
    holds: { id: (await post('/holds', { moduleId, credits: '2' })).id },
    usage: { id: (await post('/charges', { moduleId, credits: '1' })).id },
    modules: { id: moduleId },
    'payment-methods': { id: await savedMethodOf(person.organisationId) },
    marketplace: { slug: 'victims-agent' },
    organisations: { id: person.organisationId, memberId: members.data[0]?.id ?? '' },
    admin: { id: 'pur_of_nobody', day: '2026-11-24' },
    invitations: { id: (await post(`${organisation}/invitations`, invited)).id },
    'webhook-endpoints': await webhookOf(person),
  };
}

/** An endpoint, disabled so that nothing is sent to it, with a delivery. */
async function webhookOf(person: TestPerson): Promise<Record<string, string>> {
  const { endpoints, deliveries, notify } = server.modules.webhookEndpoints;
  const manager = { organisationId: person.organisationId, actorId: person.id };
  const url = 'https://93.184.215.14/hook';
  // Of the alert alone: events of the journal would still come in while the tests look.
  const eventTypes = ['wallet.low_balance' as const];
  const { id } = await endpoints.create(manager, { url, description: '', eventTypes });
  await endpoints.change(manager, id, { enabled: false });
  const alert = {
    type: 'wallet.low_balance',
    id: 'alert',
    at: '2026-11-25T10:00:00.000Z',
  } as const;
  await notify(person.organisationId, { ...alert, data: {} });
  await server.modules.webhookEndpoints.idle();
  const { data } = await deliveries.list(manager, id, { limit: 1 });
  return { id, deliveryId: data[0]?.id ?? '' };
}

/** A body that passes the contract, so that access alone decides. */
const bodies: Record<string, object> = {
  inviteMember: { email: 'friend@example.test', role: 'administrator' },
  changeMember: { role: 'guest' },
  changeApiKey: { name: 'Mine now' },
  changeModule: { name: 'Mine now' },
  addPrice: { price: { model: 'free' } },
  captureHold: { credits: '1' },
  extendHold: { ttlSeconds: 60 },
  createCharge: { moduleId: 'mod_nothing', credits: '1' },
  createHold: { moduleId: 'mod_nothing', credits: '1' },
  createPurchase: { packageId: 'pkg_nothing', currency: 'USD', provider: 'sandbox' },
  createApiKey: { name: 'Own' },
  createConnection: { moduleId: 'mod_nothing' },
  createSpendingAuthorisation: {
    ...{ moduleId: 'mod_nothing', cap: { credits: '1', period: 'total' } },
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  },
  createModule: {
    ...{ slug: 'victims-agent', kind: 'http', name: 'Own', price: { model: 'free' } },
    upstreamUrl: 'https://agent.example/',
  },
  estimate: { moduleId: 'mod_nothing' },
  createPackage: {
    ...{ name: 'Mine', credits: '1', prices: [{ amount: '1.00', currency: 'USD' }] },
  },
  changePackage: { active: false },
  setCustomOffer: { custom: null },
  redeemPromotion: { code: 'NOTHING' },
  claimReferral: { code: 'NOTHING' },
  createPromotion: { code: 'MINE-NOW', name: 'Mine', credits: '1' },
  changePromotion: { active: false },
  adjustWallet: { organisationId: 'org_nobody', credits: '1', reason: 'because' },
  setBillingDetails: { legalName: 'Mine now', address: [], taxId: '', email: null },
  setAutoTopUp: { enabled: false },
  resolvePurchase: { decision: 'refund', reason: 'because' },
  liftFreeze: { cause: 'dispute:1', reason: 'because' },
  setWalletAlerts: { thresholds: ['1'], email: true, webhook: true, telexChannel: null },
  testWalletAlerts: { channel: 'email' },
  linkTelex: { email: 'own@telex.test', password: 'own', currentPassword: 'not the own' },
  confirmTelexEmail: { token: 'nothing' },
  // Nothing makes events of this type here, so nothing is sent.
  createWebhookEndpoint: { url: 'https://93.184.215.14/own', eventTypes: ['payout.updated'] },
  changeWebhookEndpoint: { description: 'Mine now' },
  redeliverFailedWebhooks: { since: '2026-11-25T10:00:00.000Z' },
  setLimits: { timezone: 'UTC', perCall: null, perDay: null, perMonth: null, modules: [] },
};

const segmentOf = (route: RouteContract) => route.path.split('/')[3] ?? '';
const hasParameters = (route: RouteContract) => route.path.includes('{');
const closed = allRoutes.filter(
  (route) => route.access.kind !== 'public' && route.produces !== 'text/event-stream',
);

/** The route with the victim's object in it, asked with the given credentials. */
function ask(route: RouteContract, headers: Record<string, string>) {
  const params = objects[segmentOf(route)];
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = params?.[name];
    if (value === undefined) {
      throw new Error(`this test has no {${name}} for ${route.path}: add one to objectsOf`);
    }
    return value;
  });
  const sent = request(server.app)[route.method](path).set(headers);
  return sent.set('Idempotency-Key', crypto.randomUUID()).send(bodies[route.operationId]);
}

async function stateOfVictim() {
  const { ledger } = server.core;
  const views = ['/api/v1/api-keys', '/api/v1/connections', '/api/v1/modules', '/api/v1/purchases'];
  views.push('/api/v1/spending-authorisations');
  const webhooks = ['', `/${objects['webhook-endpoints']?.id}/deliveries`];
  const paths = [
    ...views,
    `/api/v1/organisations/${victim.organisationId}/members`,
    ...webhooks.map((rest) => `/api/v1/webhook-endpoints${rest}`),
  ];
  const replies = await Promise.all(
    paths.map((path) => request(server.app).get(path).set(victim.headers).expect(200)),
  );
  const wallet = await ledger.wallet(victim.organisationId);
  return { wallet, views: replies.map((reply) => reply.body) };
}

describe('a stranger', () => {
  test.each(closed.filter(hasParameters).map((route) => [route.operationId, route] as const))(
    '%s answers for the victim’s object as for one that is not there',
    async (_name, route) => {
      const reply = await ask(route, stranger.headers);
      const expected = route.access.kind === 'platform' ? 403 : 404;
      expect([reply.status, reply.body]).toEqual([expected, expect.anything()]);
      const shown = JSON.stringify(reply.body);
      expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    },
  );

  test.each(
    closed
      .filter((route) => !hasParameters(route) && route.method === 'get')
      .map((route) => [route.operationId, route] as const),
  )('%s shows nothing of the victim', async (_name, route) => {
    const reply = await ask(route, stranger.headers);
    expect(reply.status).toBe(route.access.kind === 'platform' ? 403 : 200);
    const shown = JSON.stringify(reply.body);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });

  test('who acts for the victim’s organisation by header is not let in anywhere', async () => {
    const headers = { ...stranger.headers, 'x-organisation-id': victim.organisationId };
    for (const route of closed) {
      const { status, body } = await ask(route, headers);
      expect([route.operationId, status, body.code]).toEqual([
        ...[route.operationId, 404, 'organisation_not_found'],
      ]);
    }
  });

  test('who calls every route changes nothing of the victim', async () => {
    for (const route of closed) {
      const { status } = await ask(route, stranger.headers);
      expect([route.operationId, status >= 500]).toEqual([route.operationId, false]);
    }
    expect(await stateOfVictim()).toEqual(before);
  });
});

test('nobody gets into a closed route without credentials, nor with bad ones', async () => {
  for (const route of closed) {
    const nobody = await ask(route, {});
    const badKey = await ask(route, { 'x-api-key': `tcr_live_${'A'.repeat(49)}` });
    const badToken = await ask(route, { authorization: 'Bearer nonsense.nonsense' });
    expect([route.operationId, nobody.status, badKey.status, badToken.status]).toEqual([
      ...[route.operationId, 401, 401, 401],
    ]);
  }
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AuthorisedShop, openAuthorisedShop } from '../../testing/authorised.js';

let shop: AuthorisedShop;
beforeAll(async () => {
  shop = await openAuthorisedShop();
});
afterAll(() => shop.server.close());

const path = '/spending-authorisations';
const cap = { credits: '10', period: 'month' };
const terms = () => ({ moduleId: shop.moduleId, cap, expiresAt: shop.soon(30) });

it('is given with a cap, a period and an expiry, and both sides read the same', async () => {
  const { customer, publisher, program, moduleId } = shop;
  const asked = { ...terms(), perCharge: '2', customerName: 'Ada & Co', note: 'account 7' };
  const given = await shop.send(customer.headers, path, asked);
  expect(given).toMatchObject({
    status: 201,
    body: {
      ...{ moduleId, moduleName: 'translator', customerName: 'Ada & Co', note: 'account 7' },
      ...{ cap: { ...cap, used: '0', held: '0' }, perCharge: '2', state: 'active' },
      ...{ expiresAt: asked.expiresAt, endedAt: null },
    },
  });
  const id = String(given.body.id);
  expect(id).toMatch(/^aut_\w{23}$/);
  await shop.charge({ credits: '1.5', authorisation: id });
  await shop.hold({ credits: '0.5', authorisation: id });
  const used = { ...given.body, cap: { ...cap, used: '1.5', held: '0.5' } };
  const own = await shop.read(customer.headers, path);
  expect(own.body).toEqual({ data: [used], nextCursor: null });
  for (const headers of [program, publisher.headers]) {
    expect(await shop.read(headers, `/modules/${moduleId}${path}`)).toEqual(own);
  }
  const shown = JSON.stringify(own.body);
  for (const secret of [customer.organisationId, customer.email, customer.id]) {
    expect(shown).not.toContain(secret);
  }
});

it("shows the organisation's name unless another one is agreed to", async () => {
  const given = await shop.send(shop.customer.headers, path, terms());
  const me = await shop.read(shop.customer.headers, '/me');
  const [organisation] = me.body.organisations as { name: string }[];
  expect(given.body.customerName).toBe(organisation?.name);
});

it('is given by administrators and managers of the wallet alone, and by no key', async () => {
  const { customer, server } = shop;
  const key = await shop.keyOf(customer, { scopes: ['wallet:read', 'charges:write'] });
  expect(await shop.send(key, path, terms())).toMatchObject({ status: 403 });
  const id = await shop.give();
  expect(await shop.end(key, id)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  const { organisationId } = customer;
  for (const [role, status] of [
    ['manager', 201],
    ['project_lead', 403],
    ['user', 403],
    ['guest', 403],
  ] as const) {
    const member = await server.signUp(`Member ${role}`);
    const invited = { email: member.email, role };
    const invitation = await shop.send(
      customer.headers,
      `/organisations/${organisationId}/invitations`,
      invited,
    );
    const accepted = await shop.send(member.headers, `/invitations/${invitation.body.id}/accept`);
    expect(accepted.status).toBe(200);
    const headers = { ...member.headers, 'x-organisation-id': organisationId };
    expect([role, (await shop.send(headers, path, terms())).status]).toEqual([role, status]);
    const ended = await shop.end(headers, id);
    expect([role, ended.status]).toEqual([role, status === 201 ? 200 : 403]);
  }
  const unverified = await server.signUp('Unverified', { verified: false });
  expect(await shop.send(unverified.headers, path, terms())).toMatchObject({
    ...{ status: 403, body: { code: 'email_not_verified' } },
  });
});

it('needs a published module with a publisher and a maximum, and an expiry within a year', async () => {
  const platforms = await shop.module('of-the-platform', { publisherId: null });
  const free = await shop.module('for-nothing', {
    ...{ publisherId: shop.publisher.organisationId, price: { model: 'free' } },
  });
  for (const [fields, status, code] of [
    [{ moduleId: 'mod_nothing' }, 404, 'module_not_found'],
    [{ moduleId: platforms }, 400, 'module_not_chargeable'],
    [{ moduleId: free }, 400, 'module_not_chargeable'],
    [{ expiresAt: shop.soon(0) }, 400, 'invalid_request'],
    [{ expiresAt: shop.soon(367) }, 400, 'invalid_request'],
    [{ expiresAt: undefined }, 400, 'invalid_request'],
    [{ cap: undefined }, 400, 'invalid_request'],
    [{ cap: { credits: '0', period: 'day' } }, 400, 'invalid_request'],
    [{ walletId: 'org_of_somebody' }, 400, 'invalid_request'],
  ] as const) {
    const reply = await shop.send(shop.customer.headers, path, { ...terms(), ...fields });
    expect([fields, reply.status, reply.body.code]).toEqual([fields, status, code]);
  }
});

it('is ended once and for all, by its giver alone', async () => {
  const id = await shop.give();
  expect(await shop.end(shop.publisher.headers, id)).toMatchObject({
    ...{ status: 404, body: { code: 'authorisation_not_found' } },
  });
  const ended = await shop.end(shop.customer.headers, id);
  expect(ended).toMatchObject({ status: 200, body: { state: 'ended' } });
  shop.server.clock.advance(5);
  expect(await shop.end(shop.customer.headers, id)).toEqual(ended);
});

it("of one module is for its publisher's eyes, and for keys that may act for the module", async () => {
  const list = `/modules/${shop.moduleId}${path}`;
  expect(await shop.read(shop.customer.headers, list)).toMatchObject({
    ...{ status: 404, body: { code: 'module_not_found' } },
  });
  const { publisher } = shop;
  const other = await shop.module('another', { publisherId: publisher.organisationId });
  const kept = await shop.keyOf(publisher, { moduleIds: [other] });
  expect(await shop.read(kept, list)).toMatchObject({
    ...{ status: 403, body: { code: 'module_not_allowed' } },
  });
  expect(await shop.read(kept, `/modules/${other}${path}`)).toMatchObject({
    ...{ status: 200, body: { data: [] } },
  });
  const reader = await shop.keyOf(publisher, { scopes: ['wallet:read'] });
  expect((await shop.read(reader, list)).status).toBe(403);
});

import { createClient } from '@telex-credits/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthorisedShop, openAuthorisedShop } from '../../testing/authorised.js';

let shop: AuthorisedShop;
beforeAll(async () => {
  shop = await openAuthorisedShop();
});
afterAll(() => shop.server.close());

const cap = (credits: string, period = 'total') => ({ cap: { credits, period } });
const spent = async (work: () => Promise<unknown>) => {
  const before = await shop.balance();
  await work();
  return before.posted - (await shop.balance()).posted;
};

describe('a charge by an authorisation', () => {
  it("takes from the customer's wallet, pays the publisher, and tells the publisher nothing of the wallet", async () => {
    const { customer, publisher, moduleId } = shop;
    const authorisation = await shop.give({ note: 'account 7' });
    const body = { credits: '2.5', reference: 'order 7', authorisation };
    let reply: Awaited<ReturnType<AuthorisedShop['charge']>> | undefined;
    expect(
      await spent(async () => {
        reply = await shop.charge(body);
      }),
    ).toBe(2_500_000n);
    expect(reply?.status).toBe(201);
    expect(Object.keys(reply?.body ?? {}).sort()).toEqual(
      [
        ...['at', 'authorisationId', 'credits', 'developerBps', 'developerShare', 'id', 'moduleId'],
        ...['moduleName', 'priceVersion', 'reference', 'requestId'],
      ].sort(),
    );
    expect(reply?.body).toMatchObject({
      ...{ credits: '2.5', reference: 'order 7', authorisationId: authorisation, moduleId },
      developerShare: { amount: '0.02', currency: 'USD' },
    });
    expect(await shop.balance(publisher)).toEqual({ posted: 0n, held: 0n });
    const { pending } = await shop.server.core.ledger.publisher(publisher.organisationId);
    expect(pending.map(({ amount }) => amount)).toEqual([20_000_000n]);
    const receipt = await shop.read(customer.headers, `/usage/${reply?.body.id}`);
    expect(receipt.body).toMatchObject({
      ...{ authorisationId: authorisation, keyId: authorisation, reference: 'order 7' },
      ...{ organisationId: customer.organisationId, publisherId: publisher.organisationId },
    });
    const id = reply?.body.id;
    expect((await shop.read(publisher.headers, `/usage/${id}`)).status).toBe(404);
    expect((await shop.read(shop.program, `/charges/${id}`)).body).toEqual(reply?.body);
    expect((await shop.read(customer.headers, `/charges/${id}`)).status).toBe(404);
    const statement = await shop.read(customer.headers, '/wallet/transactions?limit=1');
    expect(statement.body.data).toMatchObject([
      {
        credits: '-2.5',
        keyId: authorisation,
        description: 'Charged by the publisher of translator',
      },
    ]);
    // A call that the customer made and paid is none of the publisher's charges.
    const own = await shop.send(customer.headers, '/charges', { moduleId, credits: '1' });
    expect(await shop.read(shop.program, `/charges/${own.body.id}`)).toMatchObject({
      ...{ status: 404, body: { code: 'usage_not_found' } },
    });
  });

  it('goes up to the cap and not a micro-credit further', async () => {
    const authorisation = await shop.give(cap('6'));
    expect((await shop.charge({ credits: '5', authorisation })).status).toBe(201);
    const over = await shop.charge({ credits: '1.000001', authorisation });
    expect(over).toMatchObject({
      status: 403,
      body: { code: 'authorisation_limit_reached', cap: '6', used: '5', needed: '1.000001' },
    });
    expect((await shop.charge({ credits: '0.999999', authorisation })).status).toBe(201);
    expect((await shop.charge({ credits: '0.000001', authorisation })).status).toBe(201);
    expect((await shop.charge({ credits: '0.000001', authorisation })).body.code).toBe(
      'authorisation_limit_reached',
    );
  });

  it('of a hundred at once against a cap of ten goes through exactly ten times', async () => {
    const authorisation = await shop.give(cap('10'));
    const all = Array.from({ length: 100 }, () => shop.charge({ credits: '1', authorisation }));
    let replies: Awaited<(typeof all)[number]>[] = [];
    expect(
      await spent(async () => {
        replies = await Promise.all(all);
      }),
    ).toBe(10_000_000n);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = replies.filter(({ body }) => body.code === 'authorisation_limit_reached');
    expect(refused).toHaveLength(90);
  });

  it('counts anew in the next period', async () => {
    const authorisation = await shop.give(cap('3', 'day'));
    expect((await shop.charge({ credits: '3', authorisation })).status).toBe(201);
    expect((await shop.charge({ credits: '1', authorisation })).status).toBe(403);
    shop.server.clock.advance(86_400);
    expect((await shop.charge({ credits: '3', authorisation })).status).toBe(201);
  });

  it("is never more than the module's price, nor than the customer allows for one charge", async () => {
    const authorisation = await shop.give({ ...cap('100'), perCharge: '2' });
    const wide = await shop.give(cap('100'));
    expect(await shop.charge({ credits: '5.000001', authorisation: wide })).toMatchObject({
      ...{ status: 400, body: { code: 'charge_exceeds_price', maximum: '5' } },
    });
    expect(await shop.charge({ credits: '2.000001', authorisation })).toMatchObject({
      ...{ status: 403, body: { code: 'authorisation_limit_reached', perCharge: '2' } },
    });
    expect((await shop.charge({ credits: '2', authorisation })).status).toBe(201);
  });

  it('is there for the publisher of the module alone', async () => {
    const authorisation = await shop.give();
    const rival = await shop.server.signUp('Rival');
    await shop.grant(rival, 10n);
    const rivals = await shop.module('rivals', { publisherId: rival.organisationId });
    const second = await shop.module('second', { publisherId: shop.publisher.organisationId });
    const as = await shop.keyOf(rival);
    const own = await shop.keyOf(shop.customer);
    const missing = { status: 404, body: { code: 'authorisation_not_found' } };
    const body = { credits: '1', authorisation };
    expect(
      await spent(async () => {
        expect(await shop.charge(body, { as })).toMatchObject(missing);
        expect(await shop.charge({ ...body, moduleId: rivals }, { as })).toMatchObject(missing);
        expect(await shop.charge({ ...body, moduleId: second })).toMatchObject(missing);
        expect(await shop.charge(body, { as: own })).toMatchObject(missing);
        const madeUp = { ...body, authorisation: `${authorisation.slice(0, -1)}_` };
        expect(await shop.charge(madeUp)).toMatchObject(missing);
      }),
    ).toBe(0n);
    const walletId = await shop.charge({ credits: '1', walletId: shop.customer.organisationId });
    expect(walletId).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('takes a key with charges:write that is kept to no other module, or one of the builders', async () => {
    const { publisher } = shop;
    const body = { credits: '1', authorisation: await shop.give() };
    const other = await shop.module('other', { publisherId: publisher.organisationId });
    for (const [fields, status] of [
      [{ scopes: ['gateway'] }, 403],
      [{ moduleIds: [other] }, 403],
      [{ moduleIds: [shop.moduleId], cap: { credits: '0.1', period: 'total' } }, 201],
    ] as const) {
      const as = await shop.keyOf(publisher, fields);
      expect([fields, (await shop.charge(body, { as })).status]).toEqual([fields, status]);
    }
    expect((await shop.charge(body, { as: publisher.headers })).status).toBe(201);
    const { organisationId } = publisher;
    const clerk = await shop.server.signUp('Clerk');
    const invited = { email: clerk.email, role: 'user' };
    const invitations = `/organisations/${organisationId}/invitations`;
    const invitation = await shop.send(publisher.headers, invitations, invited);
    await shop.send(clerk.headers, `/invitations/${invitation.body.id}/accept`);
    const as = { ...clerk.headers, 'x-organisation-id': organisationId };
    expect(await shop.charge(body, { as })).toMatchObject({
      ...{ status: 403, body: { code: 'forbidden' } },
    });
  });

  it('is refused from the moment the customer ends it or its time is over', async () => {
    const ended = await shop.give();
    await shop.end(shop.customer.headers, ended);
    const expired = await shop.give({ expiresAt: shop.soon(1 / 24) });
    expect((await shop.charge({ credits: '1', authorisation: expired })).status).toBe(201);
    shop.server.clock.advance(3600);
    expect(
      await spent(async () => {
        for (const [authorisation, code] of [
          [ended, 'authorisation_ended'],
          [expired, 'authorisation_expired'],
        ] as const) {
          const body = { credits: '1', authorisation };
          expect(await shop.charge(body)).toMatchObject({ status: 403, body: { code } });
          expect(await shop.hold(body)).toMatchObject({ status: 403, body: { code } });
        }
      }),
    ).toBe(0n);
  });

  it('is done once however often it is sent; another body under its key is refused', async () => {
    const authorisation = await shop.give();
    const other = await shop.give();
    const body = { credits: '1', authorisation };
    expect(
      await spent(async () => {
        const first = await shop.charge(body, { key: 'order-1' });
        expect(await shop.charge(body, { key: 'order-1' })).toEqual(first);
        for (const changed of [{ ...body, authorisation: other }, { credits: '1' }]) {
          expect(await shop.charge(changed, { key: 'order-1' })).toMatchObject({
            ...{ status: 422, body: { code: 'idempotency_key_reused' } },
          });
        }
      }),
    ).toBe(1_000_000n);
    // The customer's own requests are another organisation's: the same key is another request.
    const as = await shop.keyOf(shop.customer);
    expect((await shop.charge({ credits: '1' }, { key: 'order-1', as })).status).toBe(201);
  });

  it("reaches the customer's events, as usage and as a new balance", async () => {
    const authorisation = await shop.give();
    const client = createClient({ baseUrl: shop.baseUrl, token: shop.customer.token });
    const reply = await shop.charge({ credits: '1.25', authorisation });
    const seen = new Set<string>();
    for await (const event of client.events({ lastEventId: '0' })) {
      if (event.type === 'usage.created' && event.data.id === reply.body.id) {
        expect(event.data).toMatchObject({ credits: '1.25', keyId: authorisation });
        seen.add(event.type);
      }
      if (seen.size === 1 && event.type === 'wallet.updated') {
        break;
      }
    }
  });
});

describe('a refusal of the customer’s wallet', () => {
  it('says by its code what is wrong, and never what is in the wallet', async () => {
    const poor = await shop.server.signUp('Poor customer');
    const given = await shop.send(poor.headers, '/spending-authorisations', {
      ...{ moduleId: shop.moduleId, ...cap('100'), expiresAt: shop.soon(30) },
    });
    const body = { credits: '3', authorisation: given.body.id };
    const refusal = async () => {
      const { status, body: said } = await shop.charge(body);
      const { requestId: _id, type: _type, title: _title, detail, ...rest } = said;
      expect(detail).not.toMatch(/\d/);
      return { ...rest, status };
    };
    expect(await refusal()).toEqual({ status: 402, code: 'insufficient_credits', needed: '3' });
    await shop.grant(poor, 2n);
    expect(await refusal()).toEqual({ status: 402, code: 'insufficient_credits', needed: '3' });
    await shop.grant(poor, 20n);
    const limits = { timezone: 'UTC', perCall: null, perDay: null, perMonth: null, modules: [] };
    const modules = [{ moduleId: shop.moduleId, period: 'total' as const, cap: '2' }];
    const owner = { organisationId: poor.organisationId, actorId: poor.id };
    for (const [own, code] of [
      [{ perCall: '2' }, 'call_limit_exceeded'],
      [{ modules }, 'module_limit_reached'],
      [{ perDay: '2' }, 'wallet_limit_reached'],
    ] as const) {
      await shop.server.modules.wallet.setLimits(owner, { ...limits, ...own });
      expect(await refusal()).toEqual({ status: 403, code, needed: '3' });
    }
    await shop.server.modules.wallet.setLimits(owner, limits);
    const freeze = { type: 'freeze', walletId: poor.organisationId, cause: 'dispute:1' } as const;
    await shop.server.core.ledger.submit([{ ...freeze, id: 'freeze_poor' }]);
    expect(await refusal()).toEqual({ status: 403, code: 'wallet_frozen', needed: '3' });
  });
});

it('says of a wallet in debt neither how much it owes nor what it has', async () => {
  const owing = await shop.server.signUp('Owing customer');
  const { organisationId: walletId } = owing;
  const source = { purchaseId: 'pur_1', provider: 'sandbox', currency: 'USD' } as const;
  const lot = { type: 'grant', id: 'lot_owing', walletId, kind: 'paid', expiresAt: null } as const;
  const money = { credits: 5_000_000n, basis: 5_000_000_000n, priority: 0 };
  const { ledger } = shop.server.core;
  const granted = { ...lot, ...money, source: { ...source, paid: 500n, tax: 0n } };
  const made = await ledger.submit([granted]);
  expect(made[0]?.ok).toBe(true);
  const given = await shop.send(owing.headers, '/spending-authorisations', {
    ...{ moduleId: shop.moduleId, ...cap('100'), expiresAt: shop.soon(30) },
  });
  const authorisation = given.body.id;
  expect((await shop.charge({ credits: '5', authorisation })).status).toBe(201);
  const [reversed] = await ledger.submit([
    { type: 'reverse', id: 'rev_owing', lotId: 'lot_owing', total: 500n },
  ]);
  expect(reversed?.ok).toBe(true);
  const { status, body } = await shop.charge({ credits: '1', authorisation });
  const { requestId: _id, type: _type, title: _title, detail, ...rest } = body;
  expect([status, rest]).toEqual([402, { status, code: 'wallet_in_debt', needed: '1' }]);
  expect(detail).not.toMatch(/\d/);
});

describe('a hold by an authorisation', () => {
  it('counts against the cap while it is held, and gives back what it does not take', async () => {
    const authorisation = await shop.give(cap('6'));
    const { body: hold } = await shop.hold({ credits: '5', authorisation });
    expect(hold).toMatchObject({ status: 'held', credits: '5', authorisationId: authorisation });
    expect(await shop.charge({ credits: '1.000001', authorisation })).toMatchObject({
      ...{ status: 403, body: { code: 'authorisation_limit_reached', held: '5', used: '0' } },
    });
    const path = `/holds/${hold.id}/capture`;
    const captured = await shop.send(shop.program, path, { credits: '1' });
    expect(captured.body).toMatchObject({ status: 'captured', captured: '1' });
    expect((await shop.charge({ credits: '5', authorisation })).status).toBe(201);
    const receipt = await shop.read(shop.customer.headers, `/usage/${captured.body.usageId}`);
    expect(receipt.body).toMatchObject({ credits: '1', held: '5', authorisationId: authorisation });
    const seen = await shop.read(shop.program, `/charges/${captured.body.usageId}`);
    expect(seen.body).toMatchObject({ credits: '1', authorisationId: authorisation });
  });

  it('is the publisher’s to capture, extend and release; the customer sees it', async () => {
    const { customer, program } = shop;
    const authorisation = await shop.give();
    const { body: hold } = await shop.hold({ credits: '2', authorisation });
    const path = `/holds/${hold.id}`;
    expect((await shop.read(customer.headers, path)).body).toEqual(hold);
    expect((await shop.read(program, path)).body).toEqual(hold);
    const rival = await shop.server.signUp('Second rival');
    for (const [who, expected] of [
      [customer, { status: 403, body: { code: 'hold_of_publisher' } }],
      [rival, { status: 404, body: { code: 'hold_not_found' } }],
    ] as const) {
      const as = await shop.keyOf(who);
      for (const headers of [who.headers, as]) {
        const acts = { capture: { credits: '1' }, extend: { ttlSeconds: 60 }, release: undefined };
        for (const [act, body] of Object.entries(acts)) {
          expect(await shop.send(headers, `${path}/${act}`, body)).toMatchObject(expected);
        }
      }
    }
    expect((await shop.send(program, `${path}/extend`, { ttlSeconds: 900 })).status).toBe(200);
    expect((await shop.send(program, `${path}/release`)).body.status).toBe('released');
    expect((await shop.balance()).held).toBe(0n);
  });

  it('made before the end may be captured after it, but not extended', async () => {
    const authorisation = await shop.give();
    const { body: hold } = await shop.hold({ credits: '2', authorisation });
    const { body: second } = await shop.hold({ credits: '3', authorisation });
    await shop.end(shop.customer.headers, authorisation);
    const { program } = shop;
    expect(await shop.send(program, `/holds/${hold.id}/extend`, { ttlSeconds: 900 })).toMatchObject(
      {
        ...{ status: 403, body: { code: 'authorisation_ended' } },
      },
    );
    expect(
      await spent(async () => {
        const captured = await shop.send(program, `/holds/${hold.id}/capture`, { credits: '2' });
        expect(captured.body).toMatchObject({ status: 'captured' });
      }),
    ).toBe(2_000_000n);
    shop.server.clock.advance(600);
    const late = await shop.send(program, `/holds/${second.id}/capture`, { credits: '1' });
    expect(late).toMatchObject({ status: 409, body: { code: 'hold_expired' } });
  });
});

import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from '../../testing/test-application.js';
import { normalisedEmail } from './identity-key.js';

describe('spellings of an address', () => {
  it.each([
    ['A.B+news@Gmail.com', 'ab@googlemail.com'],
    ['ada+1@example.test', 'Ada@Example.test'],
    [' ada@example.test. ', 'ada@example.test'],
  ])('%s and %s are one person', (one, other) => {
    expect(normalisedEmail(one)).toBe(normalisedEmail(other));
  });
  it.each([
    ['a.b@example.test', 'ab@example.test'],
    ['ada@example.test', 'ada@example.org'],
  ])('%s and %s are two', (one, other) => {
    expect(normalisedEmail(one)).not.toBe(normalisedEmail(other));
  });
});

let application: TestApplication;
let admin: TestPerson;
let base: string;

beforeAll(async () => {
  application = await openTestApplication();
  base = `http://127.0.0.1:${(await application.start()).port}`;
  admin = await application.signUp('Admin');
  await application.people.service.setPlatformRole(admin.id, 'platform_admin', null);
});
afterAll(() => application.close());

const post = (who: TestPerson, path: string, body?: object, key: string = crypto.randomUUID()) =>
  request(base).post(path).set(who.headers).set('Idempotency-Key', key).send(body);
const get = (who: TestPerson, path: string) => request(base).get(path).set(who.headers);
const walletOf = async (who: TestPerson) => (await get(who, '/api/v1/wallet').expect(200)).body;

const offer = (more: object) => ({ name: 'Welcome', credits: '50', validDays: 30, ...more });
const newCode = async (code: string, more: object = {}) =>
  (await post(admin, '/api/v1/admin/promotions', offer({ code, ...more })).expect(201)).body;
const redeem = (who: TestPerson, code: string, key?: string) =>
  post(who, '/api/v1/wallet/promotions', { code }, key);

describe('a promotional code', () => {
  it('gives promotional credits once per person, whatever the spelling, key or case', async () => {
    await newCode('hello-1');
    const ada = await application.signUp('Ada');
    const key = crypto.randomUUID();
    const given = await redeem(ada, 'Hello-1', key).expect(201);
    expect(given.body).toMatchObject({ name: 'Welcome', credits: '50' });
    expect((await redeem(ada, 'Hello-1', key).expect(201)).body).toEqual(given.body);
    const again = await redeem(ada, 'HELLO-1');
    expect([again.status, again.body.code]).toEqual([409, 'promotion_already_redeemed']);
    const twin = await application.signUp('Ada+2');
    const other = await redeem(twin, 'HELLO-1');
    expect([other.status, other.body.code]).toEqual([409, 'promotion_already_redeemed']);
    const wallet = await walletOf(ada);
    expect(wallet).toMatchObject({ available: '50' });
    expect(wallet.lots[0]).toMatchObject({ kind: 'promotional', expiresAt: given.body.expiresAt });
    const { body: list } = await get(ada, '/api/v1/wallet/promotions').expect(200);
    expect(list.data).toEqual([given.body]);
  });

  it('is redeemed once when the same person asks ten times at once', async () => {
    await newCode('AT-ONCE');
    const bob = await application.signUp('Bob');
    const replies = await Promise.all(Array.from({ length: 10 }, () => redeem(bob, 'AT-ONCE')));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    expect(await walletOf(bob)).toMatchObject({ posted: '50' });
  });

  it('stops at its maximum, at its end and when it is switched off', async () => {
    const carl = await application.signUp('Carl');
    const dora = await application.signUp('Dora');
    await newCode('ONE-ONLY', { maxRedemptions: 1 });
    await redeem(carl, 'ONE-ONLY').expect(201);
    expect((await redeem(dora, 'ONE-ONLY').expect(409)).body.code).toBe('promotion_used_up');
    await newCode('ENDED', { endsAt: '2020-01-01T00:00:00Z' });
    expect((await redeem(dora, 'ENDED').expect(404)).body.code).toBe('promotion_not_found');
    const { id } = await newCode('SWITCHED-OFF');
    const off = request(base).patch(`/api/v1/admin/promotions/${id}`).set(admin.headers);
    await off.send({ active: false }).expect(200);
    expect((await redeem(dora, 'SWITCHED-OFF').expect(404)).body.code).toBe('promotion_not_found');
    const { body } = await get(admin, '/api/v1/admin/promotions').expect(200);
    expect(body.data.find((one: { code: string }) => one.code === 'ONE-ONLY')).toMatchObject({
      redeemed: 1,
      maxRedemptions: 1,
    });
  });

  it('is for confirmed addresses only, and only so many a day from one place', async () => {
    const early = await application.signUp('Early', { verified: false });
    expect((await redeem(early, 'HELLO-1').expect(403)).body.code).toBe('email_not_verified');
    const eve = await application.signUp('Eve');
    for (let number = 0; number < 6; number += 1) {
      await newCode(`MANY-${number}`);
    }
    const statuses: number[] = [];
    for (let number = 0; number < 6; number += 1) {
      statuses.push((await redeem(eve, `MANY-${number}`)).status);
    }
    // Others have redeemed from this machine before: five in all.
    expect(statuses.filter((status) => status === 201).length).toBeLessThan(5);
    expect(statuses.at(-1)).toBe(429);
    application.clock.advance(86_400);
    await redeem(eve, 'MANY-5').expect(201);
  });
});

describe('corrections by an administrator', () => {
  const adjust = (organisationId: string, credits: string, key?: string) =>
    post(
      admin,
      '/api/v1/admin/adjustments',
      { ...{ organisationId, credits }, reason: 'a mistake of ours' },
      key,
    );

  it('give and remove credits once, with a reason that the statement and the audit log show', async () => {
    const finn = await application.signUp('Finn');
    const key = crypto.randomUUID();
    await adjust(finn.organisationId, '12.5', key).expect(201);
    await adjust(finn.organisationId, '12.5', key).expect(201);
    await adjust(finn.organisationId, '-2.5').expect(201);
    expect(await walletOf(finn)).toMatchObject({ posted: '10' });
    const { body } = await get(finn, '/api/v1/wallet/transactions').expect(200);
    expect(body.data[0]).toMatchObject({
      ...{ type: 'adjust', credits: '-2.5' },
      description: 'Correction: a mistake of ours',
    });
    const tooMuch = await adjust(finn.organisationId, '-11').expect(409);
    expect(tooMuch.body).toMatchObject({ code: 'insufficient_credits', available: '10' });
    await adjust('org_nobody', '1').expect(404);
    await adjust(finn.organisationId, '0').expect(400);
    const asBuyer = await post(finn, '/api/v1/admin/adjustments', {
      ...{ organisationId: finn.organisationId, credits: '5', reason: 'please' },
    });
    expect([asBuyer.status, asBuyer.body.code]).toEqual([403, 'forbidden']);
  });
});

describe('a referral', () => {
  const claim = (who: TestPerson, code: string) => post(who, '/api/v1/referral/claims', { code });
  const codeOf = async (who: TestPerson) =>
    (await get(who, '/api/v1/referral').expect(200)).body.code;

  async function buy(who: TestPerson): Promise<string> {
    const order = { packageId: 'pkg_starter', currency: 'USD', provider: 'sandbox' };
    const { body } = await post(who, '/api/v1/purchases', order).expect(201);
    const checkout = new URL(body.checkoutUrl).pathname;
    await request(base).post(checkout).type('form').send({ choice: 'pay' }).expect(303);
    await expect.poll(async () => (await walletOf(who)).posted, { timeout: 20_000 }).toBe('1000');
    return body.id;
  }
  /** Two weeks and a little later, by the clock of the server. */
  const muchLater = async () => {
    application.clock.advance(15 * 86_400);
    await application.modules.promotions.giveDue();
  };

  it('rewards both, once, when the first purchase can no longer be refunded', async () => {
    const [gina, hal] = [await application.signUp('Gina'), await application.signUp('Hal')];
    const code = await codeOf(gina);
    const claimed = await claim(hal, code.toLowerCase()).expect(201);
    expect(claimed.body.canClaim).toBe(false);
    await claim(hal, code).expect(201);
    await buy(hal);
    await application.modules.promotions.giveDue();
    expect(await walletOf(gina)).toMatchObject({ posted: '0' });
    expect((await get(gina, '/api/v1/referral')).body).toMatchObject({ waiting: 1, rewarded: 0 });
    await muchLater();
    await muchLater();
    expect(await walletOf(gina)).toMatchObject({ posted: '100' });
    expect(await walletOf(hal)).toMatchObject({ posted: '1100' });
    expect((await get(gina, '/api/v1/referral')).body).toMatchObject({ waiting: 0, rewarded: 1 });
  }, 30_000);

  it('rewards nobody when the purchase was refunded', async () => {
    const [ida, jim] = [await application.signUp('Ida'), await application.signUp('Jim')];
    await claim(jim, await codeOf(ida)).expect(201);
    const purchaseId = await buy(jim);
    await post(jim, `/api/v1/purchases/${purchaseId}/refunds`).expect(201);
    await muchLater();
    expect(await walletOf(ida)).toMatchObject({ posted: '0' });
    expect(await walletOf(jim)).toMatchObject({ posted: '0' });
  }, 30_000);

  it('cannot be one’s own, unknown, second, or named after a purchase', async () => {
    const [kim, kim2] = [await application.signUp('Kim'), await application.signUp('Kim+b')];
    const code = await codeOf(kim);
    expect((await claim(kim, code).expect(409)).body.code).toBe('own_referral');
    expect((await claim(kim2, code).expect(409)).body.code).toBe('own_referral');
    expect((await claim(kim, 'ZZZZZZZZ').expect(404)).body.code).toBe('referral_not_found');
    const [leo, mia] = [await application.signUp('Leo'), await application.signUp('Mia')];
    await claim(leo, code).expect(201);
    expect((await claim(leo, await codeOf(mia)).expect(409)).body.code).toBe('referral_too_late');
    await buy(mia);
    expect((await claim(mia, code).expect(409)).body.code).toBe('referral_too_late');
  }, 30_000);
});

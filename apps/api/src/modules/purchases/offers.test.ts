import { parseCredits } from '@telex-credits/money';
import * as fc from 'fast-check';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from '../../testing/test-application.js';
import { customAmount, defaultCustomOffer } from './offers.js';

const amount = (credits: string, currency: 'USD' | 'NGN' | 'JPY' | 'EUR' = 'USD') =>
  customAmount(defaultCustomOffer, { credits: parseCredits(credits), currency });

describe('a custom amount', () => {
  it.each([
    ['200', '1.00', '200'],
    ['201', '1.01', '201'],
    ['4999', '25.00', '4999'],
    ['5000', '25.00', '6000'],
    ['9999', '50.00', '11998.8'],
    ['10000', '50.00', '14000'],
    ['1000000', '5000.00', '1400000'],
  ])('of %s credits costs %s USD and gives %s', (credits, price, given) => {
    expect(amount(credits)).toMatchObject({
      price: { amount: price, currency: 'USD' },
      credits: parseCredits(given).toString(),
    });
  });

  it.each(['199', '1000001', '200.5'])('of %s credits is not on sale', (credits) => {
    expect(amount(credits)).toBeUndefined();
  });

  it('is rounded up to the minor unit that a currency has', () => {
    const unitPrices = [{ amount: '0.7512', currency: 'JPY' as const }];
    const offer = { ...defaultCustomOffer, unitPrices };
    const credits = parseCredits('333');
    expect(customAmount(offer, { credits, currency: 'JPY' })?.price.amount).toBe('251');
    expect(customAmount(offer, { credits, currency: 'EUR' })).toBeUndefined();
  });

  it('never costs less, and never gives less, when more is bought', () => {
    const whole = fc.bigInt({ min: 200n, max: 1_000_000n });
    void fc.assert(
      fc.property(whole, whole, (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const [one, two] = [amount(`${less}`), amount(`${more}`)];
        expect(Number(two?.price.amount)).toBeGreaterThanOrEqual(Number(one?.price.amount));
        expect(BigInt(two?.credits ?? 0)).toBeGreaterThanOrEqual(BigInt(one?.credits ?? 0));
      }),
    );
  });
});

describe('what is on sale', () => {
  let application: TestApplication;
  let admin: TestPerson;
  let buyer: TestPerson;
  let base: string;

  beforeAll(async () => {
    application = await openTestApplication();
    base = `http://127.0.0.1:${(await application.start()).port}`;
    [admin, buyer] = [await application.signUp('Admin'), await application.signUp('Buyer')];
    await application.people.service.setPlatformRole(admin.id, 'platform_admin', null);
  });
  afterAll(() => application.close());

  const send = (
    who: TestPerson,
    method: 'post' | 'put' | 'patch',
    [path, body]: readonly [string, object],
    key: string = crypto.randomUUID(),
  ) =>
    request(base)[method](`/api/v1${path}`).set(who.headers).set('Idempotency-Key', key).send(body);
  const buy = (body: object, key?: string) =>
    send(buyer, 'post', ['/purchases', { currency: 'USD', provider: 'sandbox', ...body }], key);
  const listed = async () => (await request(base).get('/api/v1/packages').expect(200)).body;

  it('can be bought by number, once per key, bonus and all in one paid lot', async () => {
    const key = crypto.randomUUID();
    const { body: purchase } = await buy({ credits: '5000' }, key).expect(201);
    expect(purchase).toMatchObject({
      ...{ packageId: null, credits: '6000', price: { amount: '25.00', currency: 'USD' } },
    });
    expect((await buy({ credits: '5000' }, key).expect(201)).body.id).toBe(purchase.id);
    expect((await buy({ credits: '5001' }, key).expect(422)).body.code).toBe(
      'idempotency_key_reused',
    );
    const checkout = new URL(purchase.checkoutUrl).pathname;
    await request(base).post(checkout).type('form').send({ choice: 'pay' }).expect(303);
    const wallet = () => request(base).get('/api/v1/wallet').set(buyer.headers);
    await expect.poll(async () => (await wallet()).body.posted, { timeout: 20_000 }).toBe('6000');
    expect((await wallet()).body.lots).toMatchObject([{ kind: 'paid', size: '6000' }]);
  }, 30_000);

  it.each([
    [{ credits: '1' }, 400, 'custom_amount_not_available'],
    [{ credits: '500', currency: 'KES' }, 400, 'custom_amount_not_available'],
    [{}, 400, 'package_required'],
    [{ credits: '500', packageId: 'pkg_pro' }, 400, 'package_required'],
    [{ packageId: 'pkg_pro', currency: 'KES' }, 400, 'currency_not_available'],
  ])('%j is refused with its reason', async (body, status, code) => {
    const reply = await buy(body);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  it('is put on sale and taken off by a platform admin, with a bonus inside its credits', async () => {
    const prices = [{ amount: '20.00', currency: 'USD' }];
    const offer = { name: 'Autumn', credits: '5500', bonus: '500', prices, position: 0 };
    const { body: made } = await send(admin, 'post', ['/admin/packages', offer]).expect(201);
    expect((await listed()).data[0]).toEqual({
      ...{ id: made.id, name: 'Autumn', credits: '5500', bonus: '500', prices },
    });
    const path = `/admin/packages/${made.id}`;
    await send(admin, 'patch', [path, { active: false }]).expect(200);
    expect((await listed()).data.map(({ name }: { name: string }) => name)).not.toContain('Autumn');
    expect((await buy({ packageId: made.id }).expect(404)).body.code).toBe('package_not_found');
    expect((await send(buyer, 'patch', [path, { active: true }]).expect(403)).body.code).toBe(
      'forbidden',
    );
  });

  it('never costs less per credit than calls are priced at', async () => {
    const prices = [{ amount: '20.00', currency: 'USD' }];
    const cheap = { name: 'Too cheap', credits: '5715', prices };
    const refused = await send(admin, 'post', ['/admin/packages', cheap]).expect(409);
    expect(refused.body.code).toBe('price_below_credit_price');
    const path = '/admin/custom-offer';
    const custom = { ...defaultCustomOffer, tiers: [{ from: '10000', bonusBps: 4286 }] };
    expect((await send(admin, 'put', [path, { custom }]).expect(409)).body.code).toBe(
      'price_below_credit_price',
    );
    const backwards = { ...defaultCustomOffer, minimum: '500', maximum: '200' };
    await send(admin, 'put', [path, { custom: backwards }]).expect(400);
    await send(admin, 'put', [path, { custom: null }]).expect(200);
    expect((await listed()).custom).toBeNull();
    expect((await buy({ credits: '500' }).expect(400)).body.code).toBe(
      'custom_amount_not_available',
    );
    await send(admin, 'put', [path, { custom: defaultCustomOffer }]).expect(200);
    expect((await listed()).custom).toEqual(defaultCustomOffer);
  });
});

import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
  testPassword,
} from './testing/test-application.js';

let application: TestApplication;
let buyer: TestPerson;
let admin: TestPerson;
let base: string;
let page: string;

beforeAll(async () => {
  application = await openTestApplication();
  buyer = await application.signUp('Buyer');
  admin = await application.signUp('Admin');
  await application.people.service.setPlatformRole(admin.id, 'platform_admin', null);
  base = `http://127.0.0.1:${(await application.start()).port}`;
  const order = { packageId: 'pkg_starter', currency: 'USD', provider: 'sandbox' };
  const { body } = await request(base)
    .post('/api/v1/purchases')
    .set(buyer.headers)
    .set('Idempotency-Key', 'key-1')
    .send(order)
    .expect(201);
  const checkout = new URL(body.checkoutUrl).pathname;
  await request(base).post(checkout).type('form').send({ choice: 'pay' }).expect(303);
  page = `/sandbox/dashboard/payments/${checkout.split('/').at(-1)}`;
});
afterAll(() => application.close());

const press = (headers: Readonly<Record<string, string>>) =>
  request(base).post(page).set(headers).type('form').send({ action: 'warn' });

it('opens to a platform admin, and to nobody else', async () => {
  for (const path of ['/sandbox/dashboard', page]) {
    await request(base).get(path).expect(403);
    await request(base).get(path).set(buyer.headers).expect(403);
    await request(base).get(path).set(admin.headers).expect(200);
  }
  await press({}).expect(403);
  await press(buyer.headers).expect(403);
  await press(admin.headers).expect(303);
});

it("takes an admin's cookie from our own pages only, and no API key at all", async () => {
  const signedIn = await request(base)
    .post('/api/auth/sign-in/email')
    .send({ email: admin.email, password: testPassword })
    .expect(200);
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  await request(base).get(page).set('cookie', cookie).expect(200);
  await press({ cookie }).expect(403);
  await press({ cookie, origin: 'https://elsewhere.test' }).expect(403);
  await press({ cookie, origin: 'null' }).expect(403);
  await press({ cookie, origin: 'http://127.0.0.1:4000' }).expect(303);
  const { body: key } = await request(base)
    .post('/api/v1/api-keys')
    .set(admin.headers)
    .set('Idempotency-Key', 'key-2')
    .send({ name: 'Admin', mode: 'test' })
    .expect(201);
  const asked = await request(base).get(page).set('x-api-key', key.secret);
  expect([401, 403]).toContain(asked.status);
});

import { startMongoStandIn } from '@telex-credits/mongo-stand-in';
import { betterAuth } from 'better-auth';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import { bearer, organization } from 'better-auth/plugins';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';

const origin = 'http://127.0.0.1:4000';
let close: () => Promise<void>;
let client: MongoClient;
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  const standIn = await startMongoStandIn();
  client = await MongoClient.connect(standIn.uri);
  const auth = betterAuth({
    baseURL: origin,
    secret: 'a secret of the test that is long enough',
    database: mongodbAdapter(client.db('auth'), { client }),
    emailAndPassword: { enabled: true },
    plugins: [bearer(), organization()],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
  handle = auth.handler;
  close = async () => {
    await client.close();
    await standIn.close();
  };
});

afterAll(() => close());

interface Call {
  readonly body?: object;
  readonly token?: string | undefined;
}

async function call(path: string, { body, token }: Call = {}) {
  const headers = new Headers({ origin, 'content-type': 'application/json' });
  if (token !== undefined) {
    headers.set('authorization', `Bearer ${token}`);
  }
  const reply = await handle(
    new Request(`${origin}/api/auth/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await reply.text();
  return {
    status: reply.status,
    token: reply.headers.get('set-auth-token') ?? undefined,
    body: text === '' ? null : JSON.parse(text),
  };
}

const ada = { email: 'ada@example.test', password: 'correct horse battery', name: 'Ada' };

test('better-auth signs up, signs in, keeps a session and an organisation on its MongoDB adapter', async () => {
  const signedUp = await call('sign-up/email', { body: ada });
  expect(signedUp).toMatchObject({ status: 200, body: { user: { email: ada.email } } });

  const again = await call('sign-up/email', { body: ada });
  expect(again).toMatchObject({ status: 422 });

  const wrong = await call('sign-in/email', { body: { ...ada, password: 'not this one' } });
  expect(wrong.status).toBe(401);

  const { token } = await call('sign-in/email', { body: ada });
  const session = await call('get-session', { token });
  expect(session.body).toMatchObject({ user: { name: 'Ada' } });

  const made = await call('organization/create', {
    body: { name: 'Engines', slug: 'engines' },
    token,
  });
  expect(made).toMatchObject({ status: 200, body: { slug: 'engines' } });
  const full = await call(`organization/get-full-organization?organizationId=${made.body.id}`, {
    token,
  });
  expect(full.body.members).toMatchObject([{ role: 'owner', userId: session.body.user.id }]);

  expect((await call('sign-out', { body: {}, token })).status).toBe(200);
  expect((await call('get-session', { token })).body).toBeNull();
});

test('one e-mail address has one account, because an index of the database says so', async () => {
  const users = client.db('auth').collection('user');
  await call('sign-up/email', { body: { ...ada, email: 'eve@example.test' } });
  // better-auth makes its indexes beside its first operations and does not wait for them.
  await expect
    .poll(async () => (await users.indexes()).map(({ key }) => Object.keys(key).join()))
    .toContain('email');
  await expect(users.insertOne({ email: 'eve@example.test' })).rejects.toMatchObject({
    code: 11_000,
    keyPattern: { email: 1 },
  });
});

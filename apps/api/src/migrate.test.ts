import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { OperationMaker } from '@telex-credits/ledger-testkit';
import { useMongoServer } from '@telex-credits/mongo-stand-in';
import { openDriver } from '@telex-credits/store-sqlite';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDatabaseUrl } from './database-url.js';
import { migrate } from './migrate.js';
import { openLedger } from './stores.js';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
  testPassword,
} from './testing/test-application.js';

const server = useMongoServer();
let old: TestApplication;
let ada: TestPerson;
let from: string;

/** The program on an embedded store, whatever MONGODB_URI says, and where that is. */
async function openEmbedded(): Promise<{ app: TestApplication; path: string }> {
  const path = join(await mkdtemp(join(tmpdir(), 'telex-migrate-')), 'credits.db');
  return { app: await openTestApplication({}, { DATABASE_URL: `sqlite:${path}` }), path };
}

/** An embedded store in use, then stopped and copied. */
beforeAll(async () => {
  const { app, path } = await openEmbedded();
  old = app;
  from = `sqlite:${path}`;
  ada = await old.signUp('Ada');
  await request(old.app)
    .post('/api/v1/api-keys')
    .set(ada.headers)
    .send({ name: 'moved' })
    .expect(201);
  await fill(old, ada.organisationId);
  await old.stop();
});
afterAll(async () => {
  await rm(old.folder, { recursive: true });
  await rm(dirname(from.slice('sqlite:'.length)), { recursive: true });
});

async function fill({ core }: TestApplication, walletId: string): Promise<void> {
  const make = new OperationMaker();
  const [lot, hold] = [make.paid({ walletId }), make.hold(5_000_000n, { walletId })];
  const limits = [make.limit({ cap: 90_000_000n })];
  await core.ledger.submit([
    ...[lot, hold, make.charge(20_000_000n, { walletId, limits })],
    ...[make.charge(10n ** 12n, { walletId }), make.reverse(lot.id, 1_900n)],
  ]);
}

async function run(to: string, source = from) {
  const lines: string[] = [];
  const code = await migrate({ from: source, to, say: (line) => lines.push(line) });
  return { code, text: lines.join('\n') };
}

it('moves everything: the ledger has the same hash, and the person signs in to the same wallet', async () => {
  const to = server.newDatabase();
  const { code, text } = await run(to);
  expect(text).toMatch(/^Moved: every list is equal/m);
  expect(code).toBe(0);
  const moved = await openTestApplication({}, { DATABASE_URL: to });
  try {
    const body = { email: ada.email, password: testPassword };
    const reply = await request(moved.app).post('/api/auth/sign-in/email').send(body).expect(200);
    const headers = { authorization: `Bearer ${reply.headers['set-auth-token']}` };
    const wallet = await request(moved.app).get('/api/v1/wallet').set(headers).expect(200);
    expect(wallet.body).toMatchObject({ held: '5', debt: expect.stringMatching(/^\d/) });
    const keys = await request(moved.app).get('/api/v1/api-keys').set(headers).expect(200);
    expect(keys.body.data).toMatchObject([{ name: 'moved' }]);
    const ledger = moved.core.ledger;
    const before = await ledger.lastSeq();
    const [again] = await ledger.submit([
      { type: 'open', id: `open:${ada.organisationId}`, walletId: ada.organisationId },
    ]);
    expect(again).toMatchObject({ ok: true, replayed: true });
    expect(await ledger.lastSeq()).toBe(before);
    expect((await ledger.verify()).ok).toBe(true);
  } finally {
    await moved.close();
  }
  expect(await run(to)).toMatchObject({ code: 2, text: expect.stringContaining('is not empty') });
});

it.skipIf(process.env.MONGODB_URI !== undefined)(
  'begins anew where it was interrupted, and nobody serves what is half moved',
  async () => {
    const to = server.newDatabase();
    server.standIn?.faults.add({
      command: 'insert',
      where: (body) => body.insert === 'doc_members',
      effect: { kind: 'error', code: 121, codeName: 'DocumentValidationFailure' },
    });
    const interrupted = await run(to);
    expect(interrupted.code).toBe(2);
    const location = parseDatabaseUrl(to);
    if ('problem' in location) {
      throw new Error(location.problem);
    }
    const options = { baseCurrency: 'USD', now: () => new Date(), inline: true } as const;
    const opening = openLedger(location, { ...options, onError: () => undefined });
    await expect(opening).rejects.toThrow('npm run migrate');
    expect((await run(to)).code).toBe(0);
  },
);

it('moves nothing while a server runs on the source, or where the source is not sound', async () => {
  const { app: running, path } = await openEmbedded();
  const source = `sqlite:${path}`;
  const refused = await run(server.newDatabase(), source);
  expect(refused).toMatchObject({ code: 2, text: expect.stringContaining('is in use') });
  await running.stop();
  const db = openDriver(path);
  db.exec("INSERT INTO accounts VALUES ('fx', 'USD', 5)");
  db.close();
  const broken = await run(server.newDatabase(), source);
  expect(broken).toMatchObject({ code: 1, text: expect.stringContaining('breaks its rules') });
  await rm(running.folder, { recursive: true });
  await rm(dirname(path), { recursive: true });
});

it('says what it needs', async () => {
  expect(await run('sqlite:./x.db')).toMatchObject({ code: 2 });
  expect(await run(server.newDatabase(), 'sqlite:./is-not-there.db')).toMatchObject({ code: 2 });
});

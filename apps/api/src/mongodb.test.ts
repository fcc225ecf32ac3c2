import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperationMaker } from '@telex-credits/ledger-testkit';
import { useMongoServer } from '@telex-credits/mongo-stand-in';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from './database-url.js';
import { makeFirstAdmin } from './make-first-admin.js';
import { openAppStore } from './stores.js';
import { openTestApplication, testPassword } from './testing/test-application.js';
import { tourOnThrowawayServer } from './tour/throwaway-server.js';
import { verifyLedger } from './verify-ledger.js';

const server = useMongoServer();

describe('the whole application on MongoDB', () => {
  it('makes the folder for the files of its process', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'telex-mongo-'));
    const folder = join(parent, 'data');
    const location = parseDatabaseUrl(server.newDatabase());
    if ('problem' in location) {
      throw new Error(location.problem);
    }
    const store = await openAppStore({ ...location, folder });
    await store.close();
    expect((await stat(folder)).isDirectory()).toBe(true);
    await rm(parent, { recursive: true });
  });

  it('buys, calls, earns and refunds, every number is as it must be, and verify finds nothing', async () => {
    const lines: string[] = [];
    const right = await tourOnThrowawayServer((line) => lines.push(line), server.newDatabase());
    expect(lines.filter((line) => line.includes('WRONG'))).toEqual([]);
    expect(right).toBe(true);
    expect(lines).toContain('   ok     developer, pending (USD): 0.0014');
    expect(lines.at(-1)).toContain('Sound');
  }, 120_000);

  it('is one application in two processes: a person, a wallet and a key are the same in both', async () => {
    const variables = { DATABASE_URL: server.newDatabase() };
    const one = await openTestApplication({}, variables);
    const other = await openTestApplication({}, variables);
    try {
      expect(other.core.secretKey).toBe(one.core.secretKey);
      const ada = await one.signUp('Ada');
      const me = await request(other.app).get('/api/v1/me').set(ada.headers).expect(200);
      expect(me.body.person.email).toBe(ada.email);
      const body = { email: ada.email, password: testPassword };
      await request(other.app).post('/api/auth/sign-in/email').send(body).expect(200);
      const twin = { ...body, name: 'Twin' };
      await request(other.app).post('/api/auth/sign-up/email').send(twin).expect(422);
      expect(await makeFirstAdmin(other.core.config, ada.email)).toContain('platform admin');
      const [first, second] = [one.core.ledger, other.core.ledger];
      const make = new OperationMaker();
      const to = { walletId: ada.organisationId };
      await first.submit([make.promotional({ ...to, credits: 10_000_000n })]);
      const holds = Array.from({ length: 40 }, (_, at) =>
        (at % 2 === 0 ? first : second).submit([make.hold(1_000_000n, to)]),
      );
      const answers = (await Promise.all(holds)).flat();
      expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
      const wallet = await request(other.app).get('/api/v1/wallet').set(ada.headers).expect(200);
      expect(wallet.body).toMatchObject({ available: '0', held: '10' });
      await request(other.app).get('/readyz').expect(200);
    } finally {
      await one.close();
      await other.close();
    }
    const outcome = await verifyLedger({
      databaseUrl: variables.DATABASE_URL,
      baseCurrency: 'USD',
      json: false,
    });
    expect(outcome.text).toContain('Sound');
  }, 120_000);
});

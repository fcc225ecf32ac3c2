import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRealDatabase } from '@telex-credits/mongo-stand-in';
import request from 'supertest';
import { type Application, compose, type Overrides } from '../composition.js';
import { readConfig } from '../config.js';
import type { Environment } from '../foundation/environment.js';
import { systemEnvironment } from '../foundation/system-environment.js';
import { createLogger } from '../http/logging.js';
import { verifyReceipts } from './verify-receipts.js';

/** A person of a test, signed in. */
export interface TestPerson {
  readonly email: string;
  readonly token: string;
  readonly id: string;
  readonly organisationId: string;
  /** Ready for `.set(...)`. */
  readonly headers: { readonly authorization: string };
}

/** The whole program on a folder of its own, with a clock that the test moves. */
export interface TestApplication extends Application {
  readonly folder: string;
  /** Everything that was logged. */
  readonly logs: string[];
  readonly clock: { advance(seconds: number): void };
  /** Signs up; `verified` (the default) also opens the link that was mailed. */
  signUp(name: string, options?: { readonly verified?: boolean }): Promise<TestPerson>;
  /** The newest link that was mailed to an address. */
  mailedLink(email: string): Promise<string>;
  close(): Promise<void>;
}

export const testPassword = 'correct horse battery staple';

/**
 * Opens the program without listening, `variables` on top of the usual; `close` it afterwards. On a new
 * database of the server that MONGODB_URI names, where it is set; else on SQLite.
 */
export async function openTestApplication(
  overrides: Overrides = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<TestApplication> {
  const folder = await mkdtemp(join(tmpdir(), 'telex-credits-'));
  const logs: string[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line) => logs.push(line) } });
  const { environment, clock } = movableEnvironment();
  const real = variables.DATABASE_URL === undefined ? newRealDatabase() : undefined;
  const config = readConfig({
    DATABASE_URL: real?.url ?? `sqlite:${join(folder, 'credits.db')}`,
    PUBLIC_URL: 'http://127.0.0.1:4000',
    DEMO: '0',
    PORT: '0',
    ...variables,
  });
  // Also where the database is elsewhere, files of the process stay in this folder.
  const database = { ...config.database, folder, stem: join(folder, 'credits') };
  const application = await compose(
    { ...config, database },
    {
      ...{ environment, logger, inlineLedger: true },
      ...overrides,
    },
  );
  const mailedLink = (email: string) => newestLink(join(folder, 'mail'), email);
  return {
    ...application,
    ...{ folder, logs, clock, mailedLink },
    signUp: (name, options) => signUp(application, { name, mailedLink, ...options }),
    async close() {
      try {
        await verifyReceipts(application.core.ledger, config.baseCurrency);
      } finally {
        await application.stop();
        await real?.drop();
        await rm(folder, { recursive: true });
      }
    },
  };
}

function movableEnvironment(): { environment: Environment; clock: TestApplication['clock'] } {
  const system = systemEnvironment();
  let aheadMs = 0;
  return {
    environment: { ...system, now: () => new Date(Date.now() + aheadMs) },
    clock: {
      advance(seconds) {
        aheadMs += seconds * 1000;
      },
    },
  };
}

async function signUp(
  { app }: Application,
  options: {
    readonly name: string;
    readonly verified?: boolean;
    readonly mailedLink: (email: string) => Promise<string>;
  },
): Promise<TestPerson> {
  const { name, verified = true, mailedLink } = options;
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.test`;
  const body = { email, password: testPassword, name };
  const reply = await request(app).post('/api/auth/sign-up/email').send(body).expect(200);
  const token = reply.headers['set-auth-token'];
  if (typeof token !== 'string') {
    throw new Error('sign-up gave no token');
  }
  if (verified) {
    const link = new URL(await mailedLink(email));
    await request(app).get(`${link.pathname}${link.search}`).expect(302);
  }
  const headers = { authorization: `Bearer ${token}` };
  const me = await request(app).get('/api/v1/me').set(headers).expect(200);
  const { person, organisationId } = me.body;
  return { email, token, id: person.id, organisationId, headers };
}

async function newestLink(folder: string, email: string): Promise<string> {
  const files = (await readdir(folder)).sort().reverse();
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    const link = /https?:\/\/\S+/.exec(text)?.[0];
    if (link !== undefined && text.includes(`To: ${email}\n`)) {
      return link;
    }
  }
  throw new Error(`no mail with a link was sent to ${email}`);
}

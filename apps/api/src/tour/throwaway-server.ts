import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, compose } from '../composition.js';
import { readConfig } from '../config.js';
import { systemEnvironment } from '../foundation/system-environment.js';
import { demoAccounts } from '../modules/demo/seed.js';
import { verifyLedger } from '../verify-ledger.js';
import { createClient, signIn } from './client.js';
import type { Scenario } from './scenarios/scenario.js';
import { setStage, type Theatre } from './stage.js';
import { takeTour } from './tour.js';

type Say = (line: string) => void;

/** A server of the tour's own, with the hands that a scenario needs. */
interface Throwaway {
  readonly base: string;
  readonly password: string;
  readonly application: Application;
  readonly advance: (seconds: number) => void;
}

/** Nothing here is about limits: one machine signs in many people at once. */
const roomy = { points: 100_000, seconds: 60 };

/**
 * Takes the tour on a server of its own, with files in a folder that is removed afterwards, and then
 * verifies the ledger that it leaves: in that folder, unless a database is given. Nothing of the
 * caller's environment is read. True when all is right.
 */
export function tourOnThrowawayServer(say: Say, database?: string): Promise<boolean> {
  return onThrowawayServer(say, { database, last: '8.' }, ({ base, password }) =>
    takeTour({ base, password, say }),
  );
}

/**
 * Plays scenarios one after the other on one server, each with a buyer of its own, and verifies the
 * ledger that they leave. True when every number was as it must be.
 */
export function playOnThrowawayServer(say: Say, played: readonly Scenario[]): Promise<boolean> {
  return onThrowawayServer(say, { last: 'In the end:' }, async (server) => {
    const theatre = await openTheatre(server, say);
    let right = true;
    for (const { name, title, play } of played) {
      say(`${name}: ${title}`);
      const stage = await setStage(theatre, name);
      await play(stage);
      right = stage.book.allRight() && right;
    }
    return right;
  });
}

async function onThrowawayServer(
  say: Say,
  { database, last }: { readonly database?: string | undefined; readonly last: string },
  work: (server: Throwaway) => Promise<boolean>,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'telex-credits-tour-'));
  const databaseUrl = database ?? `sqlite:${join(folder, 'credits.db')}`;
  try {
    const right = await serve({ databaseUrl, folder }, work);
    say(`${last} Every rule of the ledger that is left:`);
    const { code, text } = await verifyLedger({ databaseUrl, baseCurrency: 'USD', json: false });
    say(`   ${text.split('\n').at(-1)}`);
    return right && code === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function serve(
  { databaseUrl, folder }: { readonly databaseUrl: string; readonly folder: string },
  work: (server: Throwaway) => Promise<boolean>,
): Promise<boolean> {
  const port = await freePort();
  const config = readConfig({ DATABASE_URL: databaseUrl, PORT: String(port), LOG_LEVEL: 'error' });
  const database = { ...config.database, folder, stem: join(folder, 'credits') };
  let aheadMs = 0;
  const environment = { ...systemEnvironment(), now: () => new Date(Date.now() + aheadMs) };
  const authLimits = { address: roomy, account: roomy };
  const application = await compose({ ...config, database }, { environment, authLimits });
  try {
    const { greeting } = await application.start();
    const password = /password (\S+)/.exec(greeting.join('\n'))?.[1] ?? '';
    const advance = (seconds: number) => {
      aheadMs += seconds * 1000;
    };
    return await work({ base: config.publicUrl, password, application, advance });
  } finally {
    await application.stop();
  }
}

async function openTheatre(server: Throwaway, say: Say): Promise<Theatre> {
  const { base, password, application, advance } = server;
  const { body: module } = await createClient(base, {}).get('/api/v1/marketplace/word-count');
  return {
    ...{ base, say, advance, moduleId: module.id },
    admin: await signIn(base, { email: demoAccounts.admin.email, password }),
    publisher: await signIn(base, { email: demoAccounts.publisher.email, password }),
    async newBuyer(name) {
      const email = `${name}@tour.test`;
      await application.people.service.createPerson({ email, password, name });
      return signIn(base, { email, password });
    },
    runJob: (name) => application.core.jobs.runNow(name),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../composition.js';
import { readConfig } from '../config.js';
import { verifyLedger } from '../verify-ledger.js';
import { takeTour } from './tour.js';

/**
 * Takes the tour on a server of its own, with files in a folder that is removed afterwards, and then
 * verifies the ledger that it leaves: in that folder, unless a database is given. Nothing of the
 * caller's environment is read. True when all is right.
 */
export async function tourOnThrowawayServer(
  say: (line: string) => void,
  database?: string,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'telex-credits-tour-'));
  const databaseUrl = database ?? `sqlite:${join(folder, 'credits.db')}`;
  try {
    const right = await serveAndTour({ databaseUrl, folder, say });
    say('8. Every rule of the ledger that is left:');
    const { code, text } = await verifyLedger({ databaseUrl, baseCurrency: 'USD', json: false });
    say(`   ${text.split('\n').at(-1)}`);
    return right && code === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function serveAndTour(options: {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly say: (line: string) => void;
}): Promise<boolean> {
  const { databaseUrl, folder, say } = options;
  const port = await freePort();
  const config = readConfig({ DATABASE_URL: databaseUrl, PORT: String(port), LOG_LEVEL: 'error' });
  const database = { ...config.database, folder, stem: join(folder, 'credits') };
  const application = await compose({ ...config, database });
  try {
    const { greeting } = await application.start();
    const password = /password (\S+)/.exec(greeting.join('\n'))?.[1] ?? '';
    return await takeTour({ base: config.publicUrl, password, say });
  } finally {
    await application.stop();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

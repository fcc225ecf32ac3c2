import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { KillReport } from '@telex-credits/ledger-testkit/simulator';
import { openSqliteLedger } from '../open-ledger.js';

const own = import.meta.url;

/** Beside this folder in the build; run from sources it and its writer's thread are bundled first. */
async function childEntry(): Promise<string> {
  if (!own.endsWith('.ts')) {
    return fileURLToPath(new URL('../crash-child.js', own));
  }
  const { bundleSources } = await import('../bundle-sources.js');
  bundleSources('ledger-worker');
  return fileURLToPath(bundleSources('crash-child'));
}

/** Complete lines only: the last one may have been cut off by the kill. */
function readLines(child: ChildProcess): { first: Promise<void>; all: () => string[] } {
  let text = '';
  const first = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      resolve();
    });
    child.once('close', () => reject(new Error('the writing process ended by itself')));
  });
  return { first, all: () => text.slice(0, text.lastIndexOf('\n')).split('\n') };
}

/** Starts a writing process, kills it at a random moment and returns what it had acknowledged. */
async function killedWhileWriting(path: string, run: number): Promise<string[]> {
  const child = spawn(process.execPath, [await childEntry(), path, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = readLines(child);
  await lines.first;
  await sleep(20 + Math.random() * 250);
  child.kill('SIGKILL');
  await once(child, 'close');
  return lines.all().slice(1);
}

const open = (path: string) => openSqliteLedger({ path, baseCurrency: 'USD', inline: true });

const credits = {
  kind: 'promotional',
  credits: 10n ** 12n,
  basis: 10n ** 15n,
  priority: 0,
  expiresAt: null,
  source: null,
} as const;

async function prepareWallets(path: string): Promise<void> {
  const ledger = await open(path);
  for (let wallet = 0; wallet < 10; wallet += 1) {
    const walletId = `wal_${wallet}`;
    await ledger.submit([
      { type: 'open', id: `open_${wallet}`, walletId },
      { type: 'grant', id: `lot_${wallet}`, walletId, ...credits },
    ]);
  }
  await ledger.close();
}

/** Which of these ids are not accepted entries of the ledger, as a process that starts finds it. */
async function missing(path: string, ids: readonly string[]): Promise<string[]> {
  const ledger = await open(path);
  const lost: string[] = [];
  for (const id of ids) {
    if ((await ledger.entry(id))?.id !== id) {
      lost.push(id);
    }
  }
  await ledger.close();
  return lost;
}

/**
 * Lets processes write to the ledger at `path`, as fast as they can, and kills each with SIGKILL at a
 * random moment. What one had acknowledged must be there when the ledger is opened again, and still
 * at the end; then the whole ledger is verified.
 */
export async function killWriters(path: string, kills: number): Promise<KillReport> {
  await prepareWallets(path);
  const all: string[] = [];
  const lost: string[] = [];
  for (let run = 0; run < kills; run += 1) {
    const ids = await killedWhileWriting(path, run);
    lost.push(...(await missing(path, ids)));
    all.push(...ids);
  }
  lost.push(...(await missing(path, all)));
  const ledger = await open(path);
  const { checks, lastSeq } = await ledger.verify();
  await ledger.close();
  const broken = checks.filter(({ ok }) => !ok);
  return {
    kills,
    acknowledged: all.length,
    lost,
    problems: broken.map(({ name, problems }) => `${name}: ${problems[0]}`),
    entries: lastSeq,
  };
}

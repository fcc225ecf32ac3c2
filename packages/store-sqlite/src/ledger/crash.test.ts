import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OperationMaker } from '@telex-credits/ledger-testkit';
import { expect, it } from 'vitest';
import { bundleSources } from './bundle-sources.js';
import { openSqliteLedger } from './open-ledger.js';
import { accept, temporaryPath } from './test-ledger.js';

const kills = 20;
const temporary = temporaryPath();

/** Starts a writing process, kills it at a random moment and returns what it had acknowledged. */
async function killedWhileWriting(path: string, run: number): Promise<string[]> {
  const entry = fileURLToPath(bundleSources('crash-child'));
  const child = spawn(process.execPath, [entry, path, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = readLines(child);
  await lines.first;
  await sleep(20 + Math.random() * 250);
  child.kill('SIGKILL');
  await once(child, 'close');
  return lines.all().slice(1);
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

it(`loses nothing that it acknowledged, over ${kills} kills at random moments`, async () => {
  const { path } = temporary;
  bundleSources('ledger-worker');
  const make = new OperationMaker();
  const ledger = await openSqliteLedger({ path, baseCurrency: 'USD', inline: true });
  for (let wallet = 0; wallet < 10; wallet += 1) {
    const walletId = `wal_${wallet}`;
    await accept(ledger, make.open(walletId), make.paid({ walletId, credits: 10n ** 12n }));
  }
  await ledger.close();
  let acknowledged = 0;
  for (let run = 0; run < kills; run += 1) {
    const ids = await killedWhileWriting(path, run);
    const reopened = await openSqliteLedger({ path, baseCurrency: 'USD', inline: true });
    for (const id of ids) {
      expect(await reopened.outcome(id)).toMatchObject({ ok: true, entry: { id } });
    }
    acknowledged += ids.length;
    await reopened.close();
  }
  const last = await openSqliteLedger({ path, baseCurrency: 'USD', inline: true });
  const report = await last.verify();
  expect(report.checks.filter((check) => !check.ok)).toEqual([]);
  await last.close();
  expect(acknowledged).toBeGreaterThan(kills * 10);
}, 120_000);

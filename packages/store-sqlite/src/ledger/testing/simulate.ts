// `npm run simulate`: the simulator on the model and on the SQLite engine, and kills of real processes.
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateCommand } from '@telex-credits/ledger-testkit/simulator';
import { killWriters } from './kill-runs.js';
import { openSqliteSubject } from './sqlite-subject.js';

process.exitCode = await simulateCommand({
  args: process.argv.slice(2),
  engine: { name: 'sqlite', open: openSqliteSubject },
  kill: async (kills) => {
    const folder = mkdtempSync(join(tmpdir(), 'telex-kill-'));
    try {
      return await killWriters(join(folder, 'ledger.db'), kills);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  newSeed: () => randomInt(2 ** 32),
  now: () => performance.now(),
  print: (line) => process.stdout.write(`${line}\n`),
});

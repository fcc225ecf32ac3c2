// Writes to a ledger as fast as it can and prints each id once it is acknowledged, until it is killed.
import { writeSync } from 'node:fs';
import type { Operation } from '@telex-credits/ledger';
import { openSqliteLedger } from './open-ledger.js';

const [path = '', run = ''] = process.argv.slice(2);
const ledger = await openSqliteLedger({ path, baseCurrency: 'USD' });

async function acknowledged(operation: Operation): Promise<void> {
  const [result] = await ledger.submit([operation]);
  if (result?.ok !== true) {
    throw new Error(`${operation.id} was not accepted`);
  }
  writeSync(1, `${operation.id}\n`);
}

async function call(caller: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    const holdId = `hold_${run}_${caller}_${count}`;
    await acknowledged({
      type: 'hold',
      id: holdId,
      walletId: `wal_${(caller + count) % 10}`,
      credits: 50n,
      moduleId: 'mod_one',
      publisherId: 'org_publisher',
      developerBps: 8000,
      limits: [],
      keyId: null,
      expiresAt: '2099-01-01T00:00:00.000Z',
    });
    const id = `end_${run}_${caller}_${count}`;
    await acknowledged(
      count % 3 === 0
        ? { type: 'release', id, holdId }
        : { type: 'capture', id, holdId, credits: 30n },
    );
  }
}

writeSync(1, 'ready\n');
await Promise.all(Array.from({ length: 64 }, (_, caller) => call(caller)));

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerContract } from '@telex-credits/ledger-testkit';
import type { LedgerStore } from '@telex-credits/store';
import { afterAll } from 'vitest';
import { openSqliteLedger } from './open-ledger.js';

const folder = mkdtempSync(join(tmpdir(), 'telex-contract-'));
afterAll(() => rmSync(folder, { recursive: true }));

const paths = new WeakMap<LedgerStore, string>();
let count = 0;

for (const inline of [true, false]) {
  const open = async (path: string, options: { now: () => Date; baseCurrency: 'USD' }) => {
    const store = await openSqliteLedger({ ...options, path, inline });
    paths.set(store, path);
    return store;
  };
  ledgerContract(
    `SQLite, the writer ${inline ? 'in this thread' : 'in a worker thread'},`,
    async (options) => {
      count += 1;
      return open(join(folder, `${count}.db`), { ...options, baseCurrency: 'USD' });
    },
    {
      reopen: async (store, options) => {
        await store.close();
        return open(paths.get(store) ?? '', { ...options, baseCurrency: 'USD' });
      },
    },
  );
}

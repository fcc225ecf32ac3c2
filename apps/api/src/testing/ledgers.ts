import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRealDatabase } from '@telex-credits/mongo-stand-in';
import type { LedgerStore } from '@telex-credits/store';
import { openMongoLedger } from '@telex-credits/store-mongo';
import { openSqliteLedger } from '@telex-credits/store-sqlite';
import { verifyReceipts } from './verify-receipts.js';

/**
 * The real ledger, in a place of its own that goes when it closes: a database of the server that
 * MONGODB_URI names, where it is set, else a file, with its writer in this thread.
 */
export async function openTemporaryLedger(now: () => Date): Promise<LedgerStore> {
  const real = newRealDatabase();
  if (real !== undefined) {
    const ledger = await openMongoLedger({ url: real.url, baseCurrency: 'USD', now });
    return closing(ledger, real.drop);
  }
  const folder = await mkdtemp(join(tmpdir(), 'telex-credits-ledger-'));
  const path = join(folder, 'ledger.db');
  const ledger = await openSqliteLedger({ path, baseCurrency: 'USD', now, inline: true });
  return closing(ledger, () => rm(folder, { recursive: true }));
}

/** The ledger, whose receipts are computed again and which cleans up when it is closed. */
function closing(ledger: LedgerStore, cleanUp: () => Promise<void>): LedgerStore {
  const { close } = ledger;
  return Object.assign(ledger, {
    async close() {
      try {
        await verifyReceipts(ledger, 'USD');
      } finally {
        await close.call(ledger);
        await cleanUp();
      }
    },
  });
}

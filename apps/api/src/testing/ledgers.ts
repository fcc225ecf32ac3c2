import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerStore } from '@telex-credits/store';
import { openSqliteLedger } from '@telex-credits/store-sqlite';

/** The real ledger, on a folder of its own that goes when it closes; its writer in this thread. */
export async function openTemporaryLedger(now: () => Date): Promise<LedgerStore> {
  const folder = await mkdtemp(join(tmpdir(), 'telex-credits-ledger-'));
  const path = join(folder, 'ledger.db');
  const ledger = await openSqliteLedger({ path, baseCurrency: 'USD', now, inline: true });
  const { close } = ledger;
  return Object.assign(ledger, {
    async close() {
      await close.call(ledger);
      await rm(folder, { recursive: true });
    },
  });
}

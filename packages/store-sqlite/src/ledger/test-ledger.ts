import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry, Operation } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';
import { afterEach, beforeEach } from 'vitest';

/** A path for one test's ledger; its folder goes with the test. */
export function temporaryPath(): { readonly path: string } {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'telex-ledger-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return {
    get path() {
      return join(folder, 'ledger.db');
    },
  };
}

/** Submits what must be accepted. */
export async function accept(
  ledger: LedgerStore,
  ...operations: readonly Operation[]
): Promise<Entry[]> {
  const results = await ledger.submit(operations);
  return results.map((result) => {
    if (!result.ok) {
      throw new Error(`refused: ${result.refusal.code}`);
    }
    return result.entry;
  });
}

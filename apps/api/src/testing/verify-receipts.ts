import type { OperationType } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import { verifyReceipt } from '@telex-credits/sdk';
import type { LedgerReader } from '@telex-credits/store';
import { receiptOf } from '../modules/usage/receipt.js';

/** Operations that may end a call. */
const types: readonly OperationType[] = ['capture', 'charge', 'release'];
const pageSize = 500;
const mostShown = 5;

/** What is wrong with a ledger's receipts, a sentence each; also how many there were. */
export async function checkReceipts(
  ledger: Pick<LedgerReader, 'entries' | 'hold'>,
  baseCurrency: Currency,
): Promise<{ readonly checked: number; readonly wrong: readonly string[] }> {
  const wrong: string[] = [];
  let checked = 0;
  let afterSeq = 0;
  for (;;) {
    const entries = await ledger.entries({
      ...{ types, order: 'oldest_first', limit: pageSize, afterSeq },
    });
    for (const entry of entries) {
      afterSeq = entry.seq;
      const receipt = await receiptOf(entry, { ledger, baseCurrency });
      // As clients get it: through JSON.
      const found = receipt && verifyReceipt(JSON.parse(JSON.stringify(receipt)));
      checked += found === undefined ? 0 : 1;
      wrong.push(...(found?.disagreements ?? []).map((what) => `${entry.id}: ${what}`));
    }
    if (entries.length < pageSize) {
      return { checked, wrong };
    }
  }
}

/**
 * Computes every receipt of a test's ledger again, as the SDK does for clients. Throws where one is
 * wrong: test rigs call it when they close, so that no test can leave a wrong receipt behind.
 */
export async function verifyReceipts(
  ledger: Pick<LedgerReader, 'entries' | 'hold'>,
  baseCurrency: Currency,
): Promise<void> {
  const { wrong } = await checkReceipts(ledger, baseCurrency);
  if (wrong.length > 0) {
    throw new Error(`wrong receipts:\n${wrong.slice(0, mostShown).join('\n')}`);
  }
}

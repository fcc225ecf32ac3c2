import { accounts, type Entry } from '@telex-credits/ledger';
import { type Currency, isCurrency, type Minor, minorToNanos } from '@telex-credits/money';
import type { LedgerReader } from '@telex-credits/store';

/** What one side says about one purchase on one day, in minor units of its currency. */
export interface Moved {
  readonly currency: Currency;
  readonly paid: Minor;
  /** Refunded and withdrawn, less what was reinstated; below zero where more came back. */
  readonly returned: Minor;
}

/** Adds what moved to what moved before. */
export function addMoved(before: Moved | undefined, more: Moved): Moved {
  return {
    currency: more.currency,
    paid: (before?.paid ?? 0n) + more.paid,
    returned: (before?.returned ?? 0n) + more.returned,
  };
}

/** Money of one entry into (above zero) or out of a provider's clearing account. */
function cashOf(entry: Entry, provider: string, base: Currency) {
  const cash = accounts.cash(provider);
  return entry.transfers.flatMap(({ debit, credit, asset, amount }) => {
    if ((debit !== cash && credit !== cash) || !isCurrency(asset)) {
      return [];
    }
    const minor = asset === base ? amount / minorToNanos(1n, base) : amount;
    return [{ currency: asset, minor: debit === cash ? minor : -minor }];
  });
}

function purchaseOf(entry: Entry): string | null {
  const { operation } = entry;
  if (operation.type === 'grant') {
    return operation.source?.purchaseId ?? null;
  }
  const purchaseId = operation.note?.purchaseId;
  return typeof purchaseId === 'string' ? purchaseId : null;
}

/** Adds what one entry moved. */
function addEntry(
  moved: Map<string, Moved>,
  entry: Entry,
  { provider, base }: { readonly provider: string; readonly base: Currency },
): void {
  const purchaseId = purchaseOf(entry);
  if (purchaseId === null) {
    return;
  }
  const isPayment = entry.type === 'grant';
  for (const { currency, minor } of cashOf(entry, provider, base)) {
    const more = isPayment ? { paid: minor, returned: 0n } : { paid: 0n, returned: -minor };
    moved.set(purchaseId, addMoved(moved.get(purchaseId), { currency, ...more }));
  }
}

/** What our ledger says about a provider's payments in a time, by purchase. */
export async function ourMovements(
  ledger: Pick<LedgerReader, 'entries'>,
  range: {
    readonly provider: string;
    readonly base: Currency;
    readonly from: string;
    readonly to: string;
  },
): Promise<Map<string, Moved>> {
  const { from, to } = range;
  const moved = new Map<string, Moved>();
  const limit = 1000;
  let afterSeq = 0;
  for (;;) {
    const entries = await ledger.entries({
      ...{ types: ['grant', 'reverse', 'reinstate'], from, to, afterSeq, limit },
      order: 'oldest_first',
    });
    for (const entry of entries) {
      addEntry(moved, entry, range);
      afterSeq = entry.seq;
    }
    if (entries.length < limit) {
      return moved;
    }
  }
}

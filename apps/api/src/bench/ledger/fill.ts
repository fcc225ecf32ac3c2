import type { Operation } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';
import { acceptAll, makeCapture, makeHold } from './callers.js';

/** Operations in one submit while a ledger is filled. */
const chunkSize = 512;

const chunksOf = <T>(things: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(things.length / size) }, (_, at) =>
    things.slice(at * size, (at + 1) * size),
  );

/** Ids of wallets that sort in the order in which they are made. */
export function walletIds(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `org_${String(at).padStart(22, '0')}`);
}

/** Makes wallets and gives each a purchase that no benchmark uses up: two entries a wallet. */
export async function openWallets(
  ledger: LedgerStore,
  ids: readonly string[],
  newId: (prefix: string) => string,
): Promise<void> {
  for (const chunk of chunksOf(ids, chunkSize / 2)) {
    await acceptAll(
      ledger,
      chunk.flatMap((id) => walletWithCredits(id, newId)),
    );
  }
}

function walletWithCredits(walletId: string, newId: (prefix: string) => string): Operation[] {
  const source = { purchaseId: newId('pur'), provider: 'sandbox', currency: 'USD' } as const;
  return [
    { type: 'open', id: newId('open'), walletId },
    {
      type: 'grant',
      id: newId('lot'),
      walletId,
      kind: 'paid',
      credits: 10n ** 12n,
      basis: 4_000_000_000_000n,
      priority: 0,
      expiresAt: null,
      source: { ...source, paid: 400_000n, tax: 0n },
    },
  ];
}

/** Adds held and captured calls, one for each wallet that is named: two entries each. */
export async function addCalls(
  ledger: LedgerStore,
  wallets: readonly string[],
  newId: (prefix: string) => string,
): Promise<void> {
  for (const chunk of chunksOf(wallets, chunkSize)) {
    const holdIds = chunk.map(() => newId('hold'));
    const holds = chunk.map((wallet, at) => makeHold(wallet, holdIds[at] ?? ''));
    await acceptAll(ledger, holds);
    await acceptAll(
      ledger,
      holdIds.map((id) => makeCapture(id, newId('use'))),
    );
  }
}

import type { WalletLimits, Wallet as WalletView } from '@telex-credits/contracts';
import { available, type Lot, type Wallet } from '@telex-credits/ledger';
import { type Micros, printCredits } from '@telex-credits/money';
import type { LedgerReader, LedgerStore } from '@telex-credits/store';

const day = 86_400_000;
/** Days whose captures make the burn rate. */
export const burnDays = 7;
/** A date further away than this says nothing. */
const horizon = 100 * 365 * day;

/**
 * The wallet, with everything that has ended meanwhile written to the journal first, so that the
 * statement ends with exactly this balance. Undefined for a wallet that was never opened.
 */
export async function settledWallet(
  ledger: LedgerStore,
  organisationId: string,
): Promise<Wallet | undefined> {
  const wallet = await ledger.wallet(organisationId);
  if (wallet === undefined || (await isRecorded(ledger, wallet))) {
    return wallet;
  }
  // Engines write what is due ahead of each batch; opening again does nothing else.
  const id = `open:${organisationId}`;
  await ledger.submit([{ type: 'open', id, walletId: organisationId }]);
  return ledger.wallet(organisationId);
}

/** Whether the newest entry shows the wallet as readers see it now. */
async function isRecorded(ledger: LedgerReader, wallet: Wallet): Promise<boolean> {
  const order = 'newest_first';
  const [newest] = await ledger.entries({ walletId: wallet.id, order, limit: 1 });
  const after = newest?.after;
  return after?.posted === wallet.posted && after.held === wallet.held;
}

/** Credits that calls took since `from`, read from the journal. */
export async function spentSince(
  ledger: LedgerReader,
  organisationId: string,
  from: string,
): Promise<Micros> {
  const limit = 1000;
  let spent = 0n;
  let afterSeq = 0;
  for (;;) {
    const entries = await ledger.entries({
      ...{ walletId: organisationId, from, afterSeq, limit },
      ...{ types: ['capture', 'charge'], order: 'oldest_first' },
    });
    for (const entry of entries) {
      spent += entry.uses.reduce((sum, use) => sum + use.credits, 0n);
      afterSeq = entry.seq;
    }
    if (entries.length < limit) {
      return spent;
    }
  }
}

/** When `free` credits end if as many are spent as in the days before; null when none were. */
export function runsOutAt(now: Date, free: Micros, spent: Micros): string | null {
  if (spent <= 0n) {
    return null;
  }
  const left = (free * BigInt(burnDays * day)) / spent;
  return left > BigInt(horizon) ? null : new Date(now.getTime() + Number(left)).toISOString();
}

function showLot(lot: Lot, createdAt: string): WalletView['lots'][number] {
  return {
    id: lot.id,
    kind: lot.kind,
    size: printCredits(lot.size),
    remaining: printCredits(available(lot) + lot.held),
    held: printCredits(lot.held),
    expiresAt: lot.expiresAt,
    createdAt,
    purchaseId: lot.source?.purchaseId ?? null,
  };
}

/** A lot is made by the entry of the same id. */
async function grantedAt(ledger: LedgerReader, lot: Lot, fallback: string): Promise<string> {
  return (await ledger.entry(lot.id))?.at ?? fallback;
}

/** The wallet as the contract shows it: what can be spent, what is held, and how long it lasts. */
export async function showWallet(
  ledger: LedgerReader,
  wallet: Wallet | undefined,
  shown: {
    readonly organisationId: string;
    readonly limits: WalletLimits;
    readonly spent: Micros;
    readonly now: Date;
  },
): Promise<WalletView> {
  const { organisationId, limits, spent, now } = shown;
  const asOf = now.toISOString();
  const { posted = 0n, held = 0n, debt = 0n, frozen = [], lots = [] } = wallet ?? {};
  return {
    id: organisationId,
    currency: 'CREDIT',
    available: printCredits(posted - held),
    held: printCredits(held),
    posted: printCredits(posted),
    debt: printCredits(debt),
    frozen: frozen.length > 0,
    limits,
    lots: await Promise.all(
      lots.map(async (lot) => showLot(lot, await grantedAt(ledger, lot, asOf))),
    ),
    burnRate: printCredits(spent / BigInt(burnDays)),
    runsOutAt: runsOutAt(now, posted - held, spent),
    asOf,
  };
}

import { accounts, type Entry, type LotUse, type Transfer } from '@telex-credits/ledger';
import type { RuleCheck } from './checklist.js';

/** Checks that what an entry says about lots and their basis is what its transfers move. */
export function checkReceipt(rule: RuleCheck, entry: Entry): void {
  if (entry.uses.length > 0 || entry.type === 'capture' || entry.type === 'charge') {
    const problem = receiptProblem(entry);
    rule.that(problem === null, () => `entry ${entry.seq} (${entry.id}): ${problem}`);
  }
}

function receiptProblem(entry: Entry): string | null {
  const { operation, uses } = entry;
  const used = total(uses, ({ credits }) => credits);
  if ((operation.type === 'capture' || operation.type === 'charge') && used !== operation.credits) {
    return `its uses are ${used} credits, it took ${operation.credits}`;
  }
  const spent = moved(entry, (transfer) => spends(entry, transfer));
  if (used !== spent) {
    return `its uses are ${used} credits, its transfers ${spent}`;
  }
  const basis = total(uses, (use) => use.basis);
  const split = moved(entry, splits);
  if (basis !== split) {
    return `its uses release a basis of ${basis}, its transfers ${split}`;
  }
  return shareProblem(entry);
}

function shareProblem(entry: Entry): string | null {
  const shares = new Map<string, bigint>();
  for (const { publisherId, day, developer } of entry.uses) {
    if (publisherId !== null) {
      const account = accounts.earningsPending(publisherId, day);
      shares.set(account, (shares.get(account) ?? 0n) + developer);
    }
  }
  for (const [account, share] of shares) {
    const paid = moved(entry, (transfer) => splits(transfer) && transfer.credit === account);
    if (paid !== share) {
      return `its uses give ${share} to ${account}, its transfers ${paid}`;
    }
  }
  return null;
}

function spends({ walletId }: Entry, { debit, credit, asset }: Transfer): boolean {
  return (
    asset === 'CREDIT' &&
    walletId !== null &&
    debit === accounts.wallet(walletId) &&
    (credit === accounts.creditsConsumed || credit === accounts.debt(walletId))
  );
}

/** Whether a transfer gives released basis to those who earned it. */
function splits({ debit, credit }: Transfer): boolean {
  return (
    debit === accounts.deferredRevenue &&
    (credit === accounts.platformRevenue || credit.startsWith('earnings_pending:'))
  );
}

function moved(entry: Entry, wanted: (transfer: Transfer) => boolean): bigint {
  return entry.transfers.filter(wanted).reduce((sum, { amount }) => sum + amount, 0n);
}

function total(uses: readonly LotUse[], of: (use: LotUse) => bigint): bigint {
  return uses.reduce((sum, use) => sum + of(use), 0n);
}

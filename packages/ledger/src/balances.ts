import { type AccountId, type Asset, accounts } from './accounts.js';
import type { Transfer } from './entries.js';
import type { PublisherEarnings } from './state.js';

/** How one account's balance in one asset changes. */
export interface BalanceChange {
  readonly account: AccountId;
  readonly asset: Asset;
  readonly change: bigint;
}

/** What transfers do to balances (credited − debited), netted per account and asset; none is zero. */
export function netChanges(transfers: Iterable<Transfer>): BalanceChange[] {
  const net = new Map<string, BalanceChange>();
  const add = (account: AccountId, asset: Asset, amount: bigint) => {
    const key = `${account}\n${asset}`;
    net.set(key, { account, asset, change: (net.get(key)?.change ?? 0n) + amount });
  };
  for (const { debit, credit, asset, amount } of transfers) {
    add(debit, asset, -amount);
    add(credit, asset, amount);
  }
  return [...net.values()].filter(({ change }) => change !== 0n);
}

const pendingPrefix = 'earnings_pending:';

/** The publisher and UTC day of a pending account; null when the account is none. */
export function parsePending(account: AccountId): { publisherId: string; day: string } | null {
  if (!account.startsWith(pendingPrefix)) {
    return null;
  }
  const cut = account.lastIndexOf(':');
  return {
    publisherId: account.slice(pendingPrefix.length, cut),
    day: account.slice(cut + 1),
  };
}

/** A publisher's earnings, out of base-currency balances among which all of its own must be. */
export function earningsOf(
  publisherId: string,
  balances: Iterable<{ readonly account: AccountId; readonly balance: bigint }>,
): PublisherEarnings {
  const pending: { day: string; amount: bigint }[] = [];
  const sums = { available: 0n, reserved: 0n, inTransit: 0n, paidOut: 0n };
  const sumOf = new Map<AccountId, keyof typeof sums>([
    [accounts.earningsAvailable(publisherId), 'available'],
    [accounts.earningsReserved(publisherId), 'reserved'],
    [accounts.earningsInTransit(publisherId), 'inTransit'],
    [accounts.earningsPaidOut(publisherId), 'paidOut'],
  ]);
  let debt = 0n;
  for (const { account, balance } of balances) {
    const day = parsePending(account);
    const sum = sumOf.get(account);
    if (day?.publisherId === publisherId && balance > 0n) {
      pending.push({ day: day.day, amount: balance });
    } else if (sum !== undefined) {
      sums[sum] += balance;
    } else if (account === accounts.earningsDebt(publisherId)) {
      debt -= balance;
    }
  }
  pending.sort((a, b) => (a.day < b.day ? -1 : 1));
  return { publisherId, pending, ...sums, debt };
}

import { accounts } from '@telex-credits/ledger';
import { prefixRange } from './prefix-range.js';

/** All balances of one publisher; parameters are `publisherAccounts`. */
export const publisherBalancesSql = `SELECT account, balance FROM accounts
  WHERE (account >= ? AND account < ?) OR account IN (?, ?, ?, ?, ?)`;

/** Where a publisher's balances are. */
export function publisherAccounts(publisherId: string): string[] {
  return [
    ...prefixRange(accounts.earningsPending(publisherId, '')),
    accounts.earningsAvailable(publisherId),
    accounts.earningsReserved(publisherId),
    accounts.earningsInTransit(publisherId),
    accounts.earningsPaidOut(publisherId),
    accounts.earningsDebt(publisherId),
  ];
}

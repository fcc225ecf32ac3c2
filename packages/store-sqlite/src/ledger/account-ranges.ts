import { accounts } from '@telex-credits/ledger';

/** Account ids from (included) and to (excluded). */
export type AccountRange = readonly [from: string, to: string];

/** All accounts whose id starts with the prefix. */
export function prefixRange(prefix: string): AccountRange {
  // U+10FFFF sorts behind every character that can follow.
  return [prefix, `${prefix}\u{10FFFF}`];
}

/** Where a publisher's accounts are. */
export function publisherRanges(publisherId: string): AccountRange[] {
  const exactly = (account: string): AccountRange => [account, `${account}\u0000`];
  return [
    prefixRange(accounts.earningsPending(publisherId, '')),
    exactly(accounts.earningsAvailable(publisherId)),
    exactly(accounts.earningsDebt(publisherId)),
  ];
}

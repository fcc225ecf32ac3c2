import {
  type AccountId,
  type Asset,
  accounts,
  amountMax,
  available,
  type Entry,
  type HoldState,
  isActive,
  type Lot,
  netChanges,
  type Payout,
  type Wallet,
} from '@telex-credits/ledger';
import type { Balance, Check, VerifyReport } from '@telex-credits/store';

/** A whole ledger, to be checked: every entry, and the state that the entries must explain. */
export interface LedgerFacts {
  readonly entries: readonly Entry[];
  readonly wallets: readonly Wallet[];
  /** Every lot ever issued. */
  readonly lots: readonly Lot[];
  /** Every hold ever made. */
  readonly holds: readonly HoldState[];
  /** Every payout ever reserved. */
  readonly payouts: readonly Payout[];
  /** Balances that are not zero. */
  readonly balances: readonly Balance[];
}

/** Looks at one thing and says what is wrong with it; null when nothing is. */
type Look<T> = (one: T) => string | null;

function check<T>(name: string, things: readonly T[], look: Look<T>): Check {
  const problems = things.flatMap((one) => look(one) ?? []);
  return {
    name,
    ok: problems.length === 0,
    checked: things.length,
    problems: problems.slice(0, 20),
  };
}

const sum = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((a, b) => a + b, 0n);

const group = <T>(things: readonly T[], keyOf: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of things) {
    const key = keyOf(one);
    const members = groups.get(key);
    if (members === undefined) {
      groups.set(key, [one]);
    } else {
      members.push(one);
    }
  }
  return groups;
};

function journalChecks({ entries }: LedgerFacts): Check[] {
  const before = new Map(entries.map((entry) => [entry.seq + 1, entry]));
  return [
    check('journal_has_no_gaps', entries, ({ seq }) =>
      seq === 1 || before.has(seq) ? null : `entry ${seq} has none before it`,
    ),
    check('time_never_goes_back', entries, ({ seq, at }) =>
      (before.get(seq)?.at ?? '') <= at ? null : `entry ${seq} is earlier than the one before`,
    ),
    check('transfers_are_above_zero', entries, ({ seq, transfers }) =>
      transfers.every(({ amount }) => amount > 0n && amount <= amountMax)
        ? null
        : `entry ${seq} has a transfer that is not above zero`,
    ),
    check('uses_split_their_basis', entries, ({ seq, uses }) =>
      uses.every((use) => use.developer >= 0n && use.developer <= use.basis && use.credits > 0n)
        ? null
        : `entry ${seq} gives a developer more than the basis`,
    ),
  ];
}

function balanceOf(facts: LedgerFacts): (account: AccountId, asset: Asset) => bigint {
  const known = new Map(
    facts.balances.map(({ account, asset, balance }) => [`${account}\n${asset}`, balance]),
  );
  return (account, asset) => known.get(`${account}\n${asset}`) ?? 0n;
}

function balanceChecks(facts: LedgerFacts): Check[] {
  const assets = [...group(facts.balances, ({ asset }) => asset)];
  const journal = netChanges(facts.entries.flatMap(({ transfers }) => transfers));
  const kept = balanceOf(facts);
  const sameSize = journal.length === facts.balances.length;
  const positive = /^(wallet:|earnings_(?!debt:)|deferred_revenue$|breakage$)/;
  const negative = /^(debt:|earnings_debt:|payouts_made$)/;
  return [
    check('assets_sum_to_zero', assets, ([asset, balances]) => {
      const total = sum(balances.map(({ balance }) => balance));
      return total === 0n ? null : `${asset} sums to ${total}`;
    }),
    check('balances_equal_entries', journal, ({ account, asset, change }) =>
      kept(account, asset) === change && sameSize
        ? null
        : `${account} has ${kept(account, asset)} ${asset}, its entries make ${change}`,
    ),
    check('balances_keep_their_side', facts.balances, ({ account, asset, balance }) =>
      (positive.test(account) && balance < 0n) || (negative.test(account) && balance > 0n)
        ? `${account} has ${balance} ${asset}`
        : null,
    ),
  ];
}

/**
 * A lot that was reinstated after other credits of it had been used may have released some nano-units
 * more than its basis: the difference stands in `fx` until it is reversed whole.
 */
function roundingOf(facts: LedgerFacts): Map<string, bigint> {
  const lots = facts.entries.flatMap(({ operation }) =>
    operation.type === 'reinstate' ? [operation.lotId] : [],
  );
  return new Map([...group(lots, (id) => id)].map(([id, all]) => [id, 4n * BigInt(all.length)]));
}

function lotProblem(lot: Lot, rounding: bigint): string | null {
  const { held, spent, expired, adjusted, reversed, breakage, indebted, reversalDue } = lot;
  const parts = [available(lot), held, spent, expired, adjusted, reversed, breakage, indebted];
  const fine =
    parts.every((part) => part >= 0n) &&
    indebted <= spent &&
    reversalDue >= 0n &&
    reversalDue <= held &&
    reversed === sum(lot.takings.map(({ credits }) => credits)) &&
    breakage <= lot.basis + rounding &&
    lot.reversedMoney <= (lot.source?.paid ?? 0n);
  return fine ? null : `lot ${lot.id} has parts that its size does not cover`;
}

function walletProblem(facts: LedgerFacts): Look<Wallet> {
  const balance = balanceOf(facts);
  const lotsOf = group(facts.lots, ({ walletId }) => walletId);
  return (wallet) => {
    const lots = lotsOf.get(wallet.id) ?? [];
    const posted = sum(lots.map((lot) => available(lot) + lot.held));
    const fine =
      wallet.posted === posted &&
      wallet.posted === balance(accounts.wallet(wallet.id), 'CREDIT') &&
      wallet.held === sum(lots.map(({ held }) => held)) &&
      wallet.held >= 0n &&
      wallet.held <= wallet.posted &&
      wallet.debt === sum(lots.map(({ indebted }) => indebted)) &&
      wallet.debt === -balance(accounts.debt(wallet.id), 'CREDIT');
    return fine
      ? null
      : `wallet ${wallet.id}: posted, held or debt is not what its lots and entries say`;
  };
}

function walletChecks(facts: LedgerFacts): Check[] {
  const open = facts.holds.filter(({ status }) => status === 'held');
  const rounding = roundingOf(facts);
  const holdsOf = group(open, ({ walletId }) => walletId);
  const active = group(facts.lots.filter(isActive), ({ walletId }) => walletId);
  const heldParts = group(
    open.flatMap(({ lots }) => lots),
    ({ lotId }) => lotId,
  );
  return [
    check('lots_cover_their_parts', facts.lots, (lot) =>
      lotProblem(lot, rounding.get(lot.id) ?? 0n),
    ),
    check('wallets_equal_lots_and_entries', facts.wallets, walletProblem(facts)),
    check('wallets_list_active_lots', facts.wallets, ({ id, lots }) => {
      const ids = (some: readonly Lot[]) =>
        some
          .map((lot) => lot.id)
          .sort()
          .join();
      return ids(lots) === ids(active.get(id) ?? []) ? null : `wallet ${id} lists other lots`;
    }),
    check('held_equals_open_holds', facts.wallets, ({ id, held }) => {
      const holds = sum((holdsOf.get(id) ?? []).map(({ credits }) => credits));
      return held === holds ? null : `wallet ${id} holds ${held}, its open holds ${holds}`;
    }),
    check('lots_held_equal_open_holds', facts.lots, ({ id, held }) => {
      const holds = sum((heldParts.get(id) ?? []).map(({ credits }) => credits));
      return held === holds ? null : `lot ${id} holds ${held}, open holds ${holds} of it`;
    }),
  ];
}

/** What limits counted, told again from holds and charges: `${wallet}\n${id}\n${period}`. */
function countAgain(facts: LedgerFacts): Map<string, { used: bigint; held: bigint }> {
  const held = facts.holds.map((hold) => ({
    ...hold,
    used: hold.captured,
    held: hold.status === 'held' ? hold.credits : 0n,
  }));
  const charged = facts.entries.flatMap(({ operation }) =>
    operation.type === 'charge' ? [{ ...operation, used: operation.credits, held: 0n }] : [],
  );
  const counts = [...held, ...charged].flatMap(({ walletId, limits, ...count }) =>
    limits.map(({ id, period }) => ({ key: `${walletId}\n${id}\n${period}`, count })),
  );
  const counted = [...group(counts, ({ key }) => key)].map(([key, members]) => {
    const used = sum(members.map(({ count }) => count.used));
    return [key, { used, held: sum(members.map(({ count }) => count.held)) }] as const;
  });
  return new Map(counted);
}

/**
 * Of a period that has ended the counter may have been dropped, and begun anew by a late hold, so it
 * may then say less than was used.
 */
function counterCheck(facts: LedgerFacts): Check {
  const lastAt = facts.entries.at(-1)?.at ?? '';
  const counted = countAgain(facts);
  const counters = facts.wallets.flatMap((wallet) =>
    wallet.counters.map((counter) => ({ walletId: wallet.id, ...counter })),
  );
  return check('counters_equal_holds_and_captures', counters, (counter) => {
    const { walletId, id, period, periodEndsAt, used, held } = counter;
    const again = counted.get(`${walletId}\n${id}\n${period}`) ?? { used: 0n, held: 0n };
    const ended = periodEndsAt !== null && periodEndsAt <= lastAt;
    const usedFits = again.used === used || (ended && used < again.used);
    return usedFits && again.held === held
      ? null
      : `${id} of ${period} in wallet ${walletId} counts ${used} used and ${held} held`;
  });
}

/** The platform owes developers only what it collected or funded, less what it gave back. */
function collectionCheck(facts: LedgerFacts): Check {
  const earned = sum(
    facts.balances
      .filter(({ account }) => account.startsWith('earnings_'))
      .map(({ balance }) => balance),
  );
  const collected = sum(
    facts.entries.map(({ operation }) => (operation.type === 'grant' ? operation.basis : 0n)),
  );
  const returned = sum(facts.entries.map(returnedBy));
  return check('earned_at_most_what_was_collected', [earned], () =>
    earned <= collected - returned
      ? null
      : `${earned} earned of ${collected} collected, of which ${returned} was returned`,
  );
}

/** Accounts out of which a reversal takes a lot's basis, and into which a reinstatement puts it. */
const basisAccounts = /^(deferred_revenue$|breakage$|platform_revenue$|earnings_)/;

/** The basis that an entry gave back with its purchase, less what it took in again. */
function returnedBy({ type, transfers }: Entry): bigint {
  const moved = transfers.map(({ debit, credit, amount }) => {
    if (type === 'reinstate' && debit === accounts.fx && basisAccounts.test(credit)) {
      return -amount;
    }
    return credit === accounts.fx && basisAccounts.test(debit) ? amount : 0n;
  });
  return sum(moved);
}

/** Each publisher's reserved, in transit and paid out are those of its payouts, and no more. */
function payoutCheck(facts: LedgerFacts): Check {
  const standing = group(facts.payouts, ({ publisherId, status }) => `${status}:${publisherId}`);
  const balances = balanceOf(facts);
  const publishers = new Set(facts.payouts.map(({ publisherId }) => publisherId));
  const asset = facts.entries.find(({ type }) => type === 'reserve')?.transfers[0]?.asset ?? 'USD';
  return check('payouts_equal_earnings_under_way', [...publishers], (id) => {
    const told = (status: Payout['status'], account: AccountId) => {
      const amount = sum((standing.get(`${status}:${id}`) ?? []).map((one) => one.amount));
      return amount === balances(account, asset);
    };
    const fine =
      told('reserved', accounts.earningsReserved(id)) &&
      told('in_transit', accounts.earningsInTransit(id)) &&
      told('settled', accounts.earningsPaidOut(id));
    return fine ? null : `publisher ${id} has other payouts than its accounts say`;
  });
}

/** Checks every rule that must hold after any operations; each names what breaks it. */
export function checkInvariants(facts: LedgerFacts): Check[] {
  return [
    ...journalChecks(facts),
    ...balanceChecks(facts),
    ...walletChecks(facts),
    counterCheck(facts),
    collectionCheck(facts),
    payoutCheck(facts),
  ];
}

/** The same as the report that a store's `verify` gives. */
export function report(facts: LedgerFacts): VerifyReport {
  const checks = checkInvariants(facts);
  const shortfalls = facts.balances
    .filter(({ account }) => /^(debt|earnings_debt):/.test(account))
    .map(({ account, asset, balance }) => ({ account, asset, owed: -balance }));
  return { ok: checks.every(({ ok }) => ok), lastSeq: facts.entries.length, checks, shortfalls };
}

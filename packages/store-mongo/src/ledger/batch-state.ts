import {
  type AccountId,
  type Asset,
  accounts,
  type Changes,
  type Debt,
  type Entry,
  earningsOf,
  type HoldState,
  type LedgerView,
  type Lot,
  netChanges,
  type Payout,
  type PublisherEarnings,
  type RecordedUse,
  type Wallet,
} from '@telex-credits/ledger';
import { type AccountRow, accountFacts, accountId } from './rows.js';

/** Something that a decision asked for and that has not been read yet. */
export type Need =
  | {
      readonly kind:
        | 'wallet'
        | 'lot'
        | 'hold'
        | 'debts_of_lot'
        | 'open_debts'
        | 'publisher'
        | 'payout';
      readonly id: string;
    }
  | {
      readonly kind: 'uses_of_lot';
      readonly lot: Lot;
      readonly before: number;
      readonly known: number;
    };

/** Thrown out of a decision, which is pure: what is needed is read, and the decision made again. */
export class Missing extends Error {
  override readonly name = 'Missing';
  constructor(readonly need: Need) {
    super(`${need.kind} has not been read`);
  }
}

/** How an account's balance changes in a batch. */
export interface AccountChange {
  readonly account: AccountId;
  readonly asset: Asset;
  change: bigint;
}

interface KnownUses {
  readonly uses: RecordedUse[];
  /** Entries from here on have been read. */
  before: number;
  complete: boolean;
}

/**
 * The ledger as one batch sees it: what has been read in its transaction, and what its decisions have
 * changed since. Asked for anything else it throws `Missing`. `null` stands for what does not exist.
 */
export class BatchState implements LedgerView {
  readonly wallets = new Map<string, Wallet | null>();
  readonly lots = new Map<string, Lot | null>();
  readonly holds = new Map<string, HoldState | null>();
  readonly payouts = new Map<string, Payout | null>();
  /** What the database has already; the rest is new. */
  readonly stored = {
    wallets: new Map<string, number>(),
    lots: new Set<string>(),
    holds: new Set<string>(),
  };
  readonly #debts = new Map<string, Debt>();
  readonly #debtsReadOf = new Set<string>();
  readonly #publishers = new Map<string, readonly AccountRow[]>();
  readonly #uses = new Map<string, KnownUses>();
  /** Entries of this batch, in order. */
  readonly entries: Entry[] = [];
  readonly changedWallets = new Set<string>();
  readonly changedLots = new Set<string>();
  readonly changedHolds = new Set<string>();
  readonly changedDebts = new Map<string, Debt>();
  readonly changedPayouts = new Map<string, Payout>();
  readonly accountChanges = new Map<string, AccountChange>();

  wallet(id: string): Wallet | undefined {
    return known(this.wallets, 'wallet', id);
  }

  lot(id: string): Lot | undefined {
    return known(this.lots, 'lot', id);
  }

  hold(id: string): HoldState | undefined {
    return known(this.holds, 'hold', id);
  }

  *usesOfLot(lotId: string): Iterable<RecordedUse> {
    const lot = this.lot(lotId);
    if (lot === undefined) {
      return;
    }
    for (let at = this.entries.length - 1; at >= 0; at -= 1) {
      yield* usesIn(this.entries[at], lotId);
    }
    const read = this.#uses.get(lotId);
    yield* read?.uses ?? [];
    if (read?.complete !== true) {
      const before = read?.before ?? Number.MAX_SAFE_INTEGER;
      throw new Missing({ kind: 'uses_of_lot', lot, before, known: read?.uses.length ?? 0 });
    }
  }

  debtsOfLot(lotId: string): readonly Debt[] {
    this.#mustHaveDebts('debts_of_lot', lotId);
    return [...this.#debts.values()].filter((debt) => debt.lotId === lotId);
  }

  openDebts(walletId: string): readonly Debt[] {
    this.#mustHaveDebts('open_debts', walletId);
    return [...this.#debts.values()]
      .filter((debt) => debt.walletId === walletId && debt.paidCredits < debt.credits)
      .sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
  }

  #mustHaveDebts(kind: 'debts_of_lot' | 'open_debts', id: string): void {
    if (!this.#debtsReadOf.has(`${kind} ${id}`)) {
      throw new Missing({ kind, id });
    }
  }

  publisher(id: string): PublisherEarnings {
    const rows = this.#publishers.get(id);
    if (rows === undefined) {
      throw new Missing({ kind: 'publisher', id });
    }
    const balances = new Map(
      rows.map((row) => [row._id, row as { account: string; balance: bigint }]),
    );
    for (const [key, { account, asset, change }] of this.accountChanges) {
      if (accountFacts(account, asset).publisherId === id) {
        balances.set(key, { account, balance: (balances.get(key)?.balance ?? 0n) + change });
      }
    }
    return earningsOf(id, balances.values());
  }

  payout(id: string): Payout | undefined {
    return known(this.payouts, 'payout', id);
  }

  /** Takes in a wallet that was read, with its active lots. */
  putWallet(wallet: Wallet): void {
    this.wallets.set(wallet.id, wallet);
    this.stored.wallets.set(wallet.id, wallet.version);
    for (const lot of wallet.lots) {
      this.putLot(lot);
    }
  }

  putLot(lot: Lot): void {
    this.lots.set(lot.id, lot);
    this.stored.lots.add(lot.id);
  }

  putHold(hold: HoldState): void {
    this.holds.set(hold.id, hold);
    this.stored.holds.add(hold.id);
  }

  /** What this batch changed meanwhile is newer than what was read. */
  putDebts(kind: 'debts_of_lot' | 'open_debts', id: string, debts: readonly Debt[]): void {
    this.#debtsReadOf.add(`${kind} ${id}`);
    for (const debt of debts) {
      if (!this.#debts.has(debt.id)) {
        this.#debts.set(debt.id, debt);
      }
    }
  }

  putPublisher(id: string, rows: readonly AccountRow[]): void {
    this.#publishers.set(id, rows);
  }

  /** Takes in a page of older entries that use a lot, newest first; an empty one is the last. */
  putUses(lotId: string, page: readonly Entry[]): void {
    const read = this.#uses.get(lotId) ?? { uses: [], before: 0, complete: false };
    read.uses.push(...page.flatMap((entry) => [...usesIn(entry, lotId)]));
    read.before = page.at(-1)?.seq ?? 0;
    read.complete = page.length === 0;
    this.#uses.set(lotId, read);
  }

  /** Takes an accepted decision in: later decisions of the batch see it. */
  apply(entry: Entry, changes: Changes): void {
    this.entries.push(entry);
    for (const lot of changes.lots) {
      this.lots.set(lot.id, lot);
      this.changedLots.add(lot.id);
    }
    if (changes.wallet !== null) {
      this.wallets.set(changes.wallet.id, changes.wallet);
      this.changedWallets.add(changes.wallet.id);
    }
    if (changes.hold !== null) {
      this.holds.set(changes.hold.id, changes.hold);
      this.changedHolds.add(changes.hold.id);
    }
    for (const debt of changes.debts) {
      this.#debts.set(debt.id, debt);
      this.changedDebts.set(debt.id, debt);
    }
    if (changes.payout !== null) {
      this.payouts.set(changes.payout.id, changes.payout);
      this.changedPayouts.set(changes.payout.id, changes.payout);
    }
    this.#addBalances(entry);
  }

  #addBalances({ transfers, walletId }: Entry): void {
    for (const { account, asset, change } of netChanges(transfers)) {
      // These two accounts are fields of the wallet.
      const ofWallet =
        walletId !== null &&
        (account === accounts.wallet(walletId) || account === accounts.debt(walletId));
      if (!ofWallet) {
        const key = accountId(account, asset);
        const before = this.accountChanges.get(key)?.change ?? 0n;
        this.accountChanges.set(key, { account, asset, change: before + change });
      }
    }
  }
}

function known<T>(
  values: ReadonlyMap<string, T | null>,
  kind: 'wallet' | 'lot' | 'hold' | 'payout',
  id: string,
): T | undefined {
  const value = values.get(id);
  if (value === undefined) {
    throw new Missing({ kind, id });
  }
  return value ?? undefined;
}

function* usesIn(entry: Entry | undefined, lotId: string): Iterable<RecordedUse> {
  if (entry !== undefined) {
    for (let index = entry.uses.length - 1; index >= 0; index -= 1) {
      const use = entry.uses[index];
      if (use?.lotId === lotId) {
        yield { ...use, entryId: entry.id, index };
      }
    }
  }
}

import {
  type AccountId,
  type Asset,
  accounts,
  type Changes,
  type Debt,
  decodeEntry,
  type Entry,
  earningsOf,
  encodeEntry,
  type HoldState,
  type LedgerView,
  type Lot,
  netChanges,
  type Payout,
  type PublisherEarnings,
  type RecordedUse,
  type Wallet,
} from '@telex-credits/ledger';
import { JournalChain } from '@telex-credits/store';
import type { Database } from '../database.js';
import { GenerationCache } from './generation-cache.js';
import { prepareStatements, type Statements } from './ledger-statements.js';
import { publisherAccounts } from './publisher-accounts.js';
import {
  amount,
  debtValues,
  holdValues,
  lotChangingValues,
  lotValues,
  payoutValues,
  readDebt,
  readHold,
  readLot,
  readPayout,
  readWallet,
  text,
  walletJson,
} from './rows.js';
import { readBaseCurrency } from './schema.js';

/** Bounds of the caches, in wallets and in holds. */
export interface CacheSizes {
  readonly wallets: number;
  readonly holds: number;
}

interface DirtyWallet {
  wallet: Wallet;
  /** The version that the row has; 0 when there is no row yet. */
  readonly storedVersion: number;
}

/**
 * The ledger's state as the writer sees it: what this transaction has changed, then the caches, then
 * the rows. Journal rows are written at once; wallets, lots, holds and balances gather until
 * `flush`, so that a hundred operations on one wallet write it once. Rare questions flush first and
 * ask the rows. After a failed transaction the whole object must be dropped.
 */
export class LedgerState implements LedgerView {
  readonly statements: Statements;
  readonly #chain: JournalChain;
  #lastSeq = 0;
  readonly #wallets: GenerationCache<Wallet>;
  readonly #holds: GenerationCache<HoldState>;
  readonly #dirtyWallets = new Map<string, DirtyWallet>();
  readonly #dirtyLots = new Map<string, Lot>();
  readonly #dirtyHolds = new Map<string, HoldState>();
  /** Lots and holds without a row yet: made by the entry of the same id. */
  readonly #rowless = new Set<string>();
  readonly #balanceChanges = new Map<string, Map<Asset, bigint>>();

  constructor(db: Database, sizes: CacheSizes) {
    this.statements = prepareStatements(db);
    this.#chain = openChain(db, this.statements);
    this.#wallets = new GenerationCache(sizes.wallets);
    this.#holds = new GenerationCache(sizes.holds);
  }

  wallet(id: string): Wallet | undefined {
    return this.#dirtyWallets.get(id)?.wallet ?? this.#wallets.get(id) ?? this.#loadWallet(id);
  }

  #loadWallet(id: string): Wallet | undefined {
    const row = this.statements.wallet.get(id);
    if (row === undefined) {
      return undefined;
    }
    const wallet = readWallet(row, this.statements.activeLots.all(id).map(readLot));
    this.#wallets.set(id, wallet);
    return wallet;
  }

  lot(id: string): Lot | undefined {
    const dirty = this.#dirtyLots.get(id);
    const row = dirty === undefined ? this.statements.lot.get(id) : undefined;
    return row === undefined ? dirty : readLot(row);
  }

  hold(id: string): HoldState | undefined {
    return this.#dirtyHolds.get(id) ?? this.#holds.get(id) ?? this.#loadHold(id);
  }

  #loadHold(id: string): HoldState | undefined {
    const row = this.statements.hold.get(id);
    return row && readHold(row);
  }

  /** Reads the wallet's journal backwards, some rows at a time: no statement stays open. */
  *usesOfLot(lotId: string): Iterable<RecordedUse> {
    const lot = this.lot(lotId);
    let newest = Number.MAX_SAFE_INTEGER;
    while (lot !== undefined) {
      const rows = this.statements.usingEntries.all(lot.walletId, lot.seq, newest, lotId);
      for (const row of rows) {
        yield* usesIn(decodeEntry(text(row.body)), lotId);
        newest = Number(row.seq) - 1;
      }
      if (rows.length === 0) {
        return;
      }
    }
  }

  debtsOfLot(lotId: string): readonly Debt[] {
    return this.statements.debtsOfLot.all(lotId).map(readDebt);
  }

  openDebts(walletId: string): readonly Debt[] {
    return this.statements.openDebts.all(walletId).map(readDebt);
  }

  publisher(id: string): PublisherEarnings {
    this.flush();
    const rows = this.statements.publisherBalances.all(...publisherAccounts(id));
    return earningsOf(
      id,
      rows.map((row) => ({ account: text(row.account), balance: amount(row.balance) })),
    );
  }

  payout(id: string): Payout | undefined {
    const row = this.statements.payout.get(id);
    return row && readPayout(row);
  }

  /** Takes an accepted decision in: later decisions of the transaction see it. */
  apply(entry: Entry, changes: Changes): void {
    const body = encodeEntry(entry);
    this.#chain.add(body);
    this.#lastSeq = entry.seq;
    this.statements.insertEntry.run(
      entry.seq,
      entry.id,
      entry.type,
      entry.at,
      entry.walletId,
      entry.moduleId,
      entry.keyId,
      body,
    );
    const { walletId } = entry;
    for (const { account, asset, change } of netChanges(entry.transfers)) {
      if (walletId !== null && isWalletAccount(account, walletId)) {
        continue;
      }
      const assets = this.#balanceChanges.get(account) ?? new Map<Asset, bigint>();
      assets.set(asset, (assets.get(asset) ?? 0n) + change);
      this.#balanceChanges.set(account, assets);
    }
    if (changes.wallet !== null) {
      this.#setWallet(changes.wallet);
    }
    for (const lot of changes.lots) {
      this.#dirtyLots.set(lot.id, lot);
    }
    if (changes.hold !== null) {
      this.#dirtyHolds.set(changes.hold.id, changes.hold);
    }
    this.#rowless.add(entry.id);
    for (const debt of changes.debts) {
      this.statements.upsertDebt.run(...debtValues(debt));
    }
    if (changes.payout !== null) {
      this.statements.upsertPayout.run(...payoutValues(changes.payout));
    }
  }

  #setWallet(wallet: Wallet): void {
    const dirty = this.#dirtyWallets.get(wallet.id);
    if (dirty !== undefined) {
      dirty.wallet = wallet;
      return;
    }
    const storedVersion = this.wallet(wallet.id)?.version ?? 0;
    this.#dirtyWallets.set(wallet.id, { wallet, storedVersion });
  }

  /** Writes what is left, and the commit's link of the chain; the last thing in a transaction. */
  seal(): void {
    this.flush();
    if (this.#chain.isOpen) {
      this.statements.insertCommit.run(this.#lastSeq, this.#chain.seal());
    }
  }

  /** Writes what has gathered, inside the transaction. */
  flush(): void {
    for (const dirty of this.#dirtyWallets.values()) {
      this.#writeWallet(dirty);
      this.#wallets.set(dirty.wallet.id, dirty.wallet);
    }
    this.#dirtyWallets.clear();
    for (const lot of this.#dirtyLots.values()) {
      this.#writeLot(lot);
    }
    this.#dirtyLots.clear();
    for (const hold of this.#dirtyHolds.values()) {
      this.#writeHold(hold);
      if (hold.status === 'held') {
        this.#holds.set(hold.id, hold);
      } else {
        // Nobody asks for an ended hold but who is late: its row will do.
        this.#holds.delete(hold.id);
      }
    }
    this.#dirtyHolds.clear();
    this.#rowless.clear();
    for (const [account, assets] of this.#balanceChanges) {
      for (const [asset, change] of assets) {
        if (change !== 0n) {
          this.statements.addToBalance.run(account, asset, change);
        }
      }
    }
    this.#balanceChanges.clear();
  }

  #writeLot(lot: Lot): void {
    if (this.#rowless.has(lot.id)) {
      this.statements.insertLot.run(...lotValues(lot));
    } else {
      this.statements.updateLot.run(...lotChangingValues(lot), lot.id);
    }
  }

  #writeHold(hold: HoldState): void {
    if (this.#rowless.has(hold.id)) {
      this.statements.insertHold.run(...holdValues(hold));
    } else {
      const { captured, status, expiresAt, id } = hold;
      this.statements.updateHold.run(captured, status, expiresAt, id);
    }
  }

  /** The version check is the second net: only this writer may have written the row. */
  #writeWallet({ wallet, storedVersion }: DirtyWallet): void {
    const { id, posted, held, debt, version } = wallet;
    const balances = [posted, held, debt, ...walletJson(wallet), version];
    const changed =
      storedVersion === 0
        ? this.statements.insertWallet.run(id, ...balances)
        : this.statements.updateWallet.run(...balances, id, storedVersion);
    if (changed !== 1) {
      throw new Error(`wallet ${id} is not at version ${storedVersion}: somebody else wrote it`);
    }
  }
}

function openChain(db: Database, statements: Statements): JournalChain {
  const last = statements.lastCommit.get();
  return last === undefined
    ? JournalChain.begin(readBaseCurrency(db))
    : new JournalChain(text(last.hash));
}

/** These two accounts are columns of the wallet's row. */
function isWalletAccount(account: AccountId, walletId: string): boolean {
  return account === accounts.wallet(walletId) || account === accounts.debt(walletId);
}

function* usesIn(entry: Entry, lotId: string): Iterable<RecordedUse> {
  for (let index = entry.uses.length - 1; index >= 0; index -= 1) {
    const use = entry.uses[index];
    if (use?.lotId === lotId) {
      yield { ...use, entryId: entry.id, index };
    }
  }
}

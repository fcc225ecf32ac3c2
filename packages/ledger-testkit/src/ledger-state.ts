import {
  type AccountId,
  type Asset,
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
import type { Balance } from '@telex-credits/store';

/** A ledger's state in memory: what `decide` looks at, and what its decisions change. */
export class LedgerState implements LedgerView {
  readonly wallets = new Map<string, Wallet>();
  readonly lots = new Map<string, Lot>();
  readonly holds = new Map<string, HoldState>();
  readonly debts = new Map<string, Debt>();
  readonly payouts = new Map<string, Payout>();
  readonly #balances = new Map<AccountId, Map<Asset, bigint>>();
  readonly #openHolds = new Map<string, Set<string>>();
  readonly #uses = new Map<string, RecordedUse[]>();
  readonly #debtsOfLot = new Map<string, Set<string>>();
  readonly #debtsOfWallet = new Map<string, Set<string>>();

  wallet(id: string): Wallet | undefined {
    return this.wallets.get(id);
  }

  lot(id: string): Lot | undefined {
    return this.lots.get(id);
  }

  hold(id: string): HoldState | undefined {
    return this.holds.get(id);
  }

  /** Holds of a wallet that nothing has ended yet, in the order in which they were made. */
  openHolds(walletId: string): HoldState[] {
    return this.#pick(this.#openHolds.get(walletId), this.holds);
  }

  *usesOfLot(lotId: string): Iterable<RecordedUse> {
    const uses = this.#uses.get(lotId) ?? [];
    for (let at = uses.length - 1; at >= 0; at -= 1) {
      const use = uses[at];
      if (use !== undefined) {
        yield use;
      }
    }
  }

  debtsOfLot(lotId: string): Debt[] {
    return this.#pick(this.#debtsOfLot.get(lotId), this.debts);
  }

  openDebts(walletId: string): Debt[] {
    return this.#pick(this.#debtsOfWallet.get(walletId), this.debts)
      .filter((debt) => debt.paidCredits < debt.credits)
      .sort((a, b) => a.seq - b.seq);
  }

  publisher(id: string): PublisherEarnings {
    return earningsOf(id, this.balances('earnings_'));
  }

  payout(id: string): Payout | undefined {
    return this.payouts.get(id);
  }

  /** Balances that are not zero, of accounts whose id starts with the prefix. */
  balances(prefix: string): Balance[] {
    const found: Balance[] = [];
    for (const [account, assets] of this.#balances) {
      for (const [asset, balance] of account.startsWith(prefix) ? assets : []) {
        found.push({ account, asset, balance });
      }
    }
    return found.filter(({ balance }) => balance !== 0n);
  }

  /** Makes an accepted decision the state. */
  apply(entry: Entry, changes: Changes): void {
    const { wallet, lots, hold, debts, payout } = changes;
    if (wallet !== null) {
      this.wallets.set(wallet.id, wallet);
    }
    for (const lot of lots) {
      this.lots.set(lot.id, lot);
    }
    if (hold !== null) {
      this.#setHold(hold);
    }
    for (const debt of debts) {
      this.debts.set(debt.id, debt);
      indexed(this.#debtsOfLot, debt.lotId).add(debt.id);
      indexed(this.#debtsOfWallet, debt.walletId).add(debt.id);
    }
    if (payout !== null) {
      this.payouts.set(payout.id, payout);
    }
    this.#record(entry);
  }

  #record(entry: Entry): void {
    for (const [index, use] of entry.uses.entries()) {
      const uses = this.#uses.get(use.lotId) ?? [];
      uses.push({ ...use, entryId: entry.id, index });
      this.#uses.set(use.lotId, uses);
    }
    for (const { account, asset, change } of netChanges(entry.transfers)) {
      const assets = this.#balances.get(account) ?? new Map<Asset, bigint>();
      assets.set(asset, (assets.get(asset) ?? 0n) + change);
      this.#balances.set(account, assets);
    }
  }

  #setHold(hold: HoldState): void {
    this.holds.set(hold.id, hold);
    const open = indexed(this.#openHolds, hold.walletId);
    if (hold.status === 'held') {
      open.add(hold.id);
    } else {
      open.delete(hold.id);
    }
  }

  #pick<T>(ids: ReadonlySet<string> | undefined, from: ReadonlyMap<string, T>): T[] {
    return [...(ids ?? [])].flatMap((id) => from.get(id) ?? []);
  }
}

function indexed(index: Map<string, Set<string>>, key: string): Set<string> {
  const ids = index.get(key) ?? new Set<string>();
  index.set(key, ids);
  return ids;
}

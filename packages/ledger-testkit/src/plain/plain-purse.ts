import type {
  Adjust,
  Grant,
  PaymentSource,
  Reinstate,
  Reverse,
  Terms,
} from '@telex-credits/ledger';
import { PlainBooks } from './plain-books.js';
import { debtsOf, forgive, owe, restore } from './plain-debts.js';
import {
  countFate,
  inBurnOrder,
  type PlainLot,
  type PlainUse,
  releaseBasis,
  turn,
} from './plain-lot.js';
import { batchOfLost, giveBackCoin, growBatch, takeFree } from './plain-takings.js';

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The half of the naive model that knows lots, what became of their coins, and the books. */
export class PlainPurse {
  readonly books = new PlainBooks();
  readonly lots: PlainLot[] = [];
  readonly uses: PlainUse[] = [];
  protected now = '';
  protected order = 0;
  protected useIndex = 0;

  /** What a wallet has, holds and owes, counted coin by coin. */
  amounts(walletId: string): { posted: number; held: number; debt: number } {
    const lots = this.lots.filter((lot) => lot.grant.walletId === walletId);
    const count = (fate: 'free' | 'held') => lots.reduce((n, lot) => n + countFate(lot, fate), 0);
    const debt = this.debts(walletId).reduce((n, use) => n + use.owed - use.paid, 0);
    return { posted: count('free') + count('held'), held: count('held'), debt };
  }

  protected over(lot: PlainLot): boolean {
    return lot.grant.expiresAt !== null && lot.grant.expiresAt <= this.now;
  }

  /** The lot of each coin that could be spent now, in burn order. */
  protected spendable(walletId: string): PlainLot[] {
    const lots = this.lots.filter((lot) => lot.grant.walletId === walletId && !this.over(lot));
    return inBurnOrder(lots).flatMap((lot) => lot.coins.filter((c) => c === 'free').map(() => lot));
  }

  protected issue(grant: Omit<Grant, 'type'>, entryId: string): string {
    const { walletId, credits, basis, source } = grant;
    const coins = Array.from({ length: Number(credits) }, () => 'free' as const);
    const fresh = { gone: 0, breakage: 0n, due: 0, money: 0n };
    const lot: PlainLot = { grant, order: this.order, coins, taken: [], ...fresh };
    this.lots.push(lot);
    this.books.post('credits:issued', `wallet:${walletId}`, 'CREDIT', credits);
    if (source === null) {
      this.books.post('promotion_expense', 'deferred_revenue', 'USD', basis);
    } else {
      const { currency, paid, tax } = source;
      const amount = currency === 'USD' ? paid * 10_000_000n : paid;
      this.books.post(`cash:${source.provider}`, 'fx', currency, amount);
      this.books.post('fx', 'deferred_revenue', 'USD', basis);
      this.books.post('fx', 'tax_payable', 'USD', tax);
    }
    if (!this.over(lot)) {
      const { debt } = this.amounts(walletId);
      this.payDebts(
        walletId,
        coins.slice(0, debt).map(() => lot),
        entryId,
      );
    }
    return 'ok';
  }

  protected adjust(adjust: Adjust): string {
    const { id, walletId, credits } = adjust;
    if (credits > 0n) {
      const gift = { kind: 'promotional', basis: 0n, priority: 0, expiresAt: null } as const;
      return this.issue({ id, walletId, credits, ...gift, source: null }, id);
    }
    const coins = this.spendable(walletId);
    if (coins.length < -credits) {
      return 'insufficient_credits';
    }
    for (const lot of coins.slice(0, Number(-credits))) {
      this.lose(lot, 1, 'free', 'adjusted');
    }
    return 'ok';
  }

  /** Coins that nobody spent: expired or removed. */
  protected lose(
    lot: PlainLot,
    count: number,
    from: 'free' | 'held',
    to: 'expired' | 'adjusted',
  ): void {
    turn(lot, count, from, to);
    const basis = releaseBasis(lot, count);
    lot.breakage += basis;
    this.books.post(`wallet:${lot.grant.walletId}`, `credits:${to}`, 'CREDIT', BigInt(count));
    this.books.post('deferred_revenue', 'breakage', 'USD', basis);
  }

  protected takeBack(lot: PlainLot, count: number, from: 'free' | 'held'): void {
    turn(lot, count, from, 'reversed');
    takeFree(lot, count);
    const wallet = `wallet:${lot.grant.walletId}`;
    this.books.post(wallet, 'credits:reversed', 'CREDIT', BigInt(count));
    this.books.post('deferred_revenue', 'fx', 'USD', releaseBasis(lot, count));
  }

  /** Spends these coins, lot by lot. */
  protected spend(
    coins: readonly PlainLot[],
    from: 'free' | 'held',
    terms: Terms,
    entryId: string,
  ): void {
    for (const lot of new Set(coins)) {
      const count = coins.filter((one) => one === lot).length;
      turn(lot, count, from, 'spent');
      const basis = releaseBasis(lot, count);
      const share = terms.publisherId === null ? 0n : BigInt(terms.developerBps);
      const wallet = `wallet:${lot.grant.walletId}`;
      this.books.post(wallet, 'credits:consumed', 'CREDIT', BigInt(count));
      this.use(lot, count, { basis, developer: (basis * share) / 10_000n, ...terms }, entryId);
    }
  }

  protected use(
    lot: PlainLot,
    coins: number,
    split: { basis: bigint; developer: bigint; publisherId: string | null },
    entryId: string,
  ): void {
    const { basis, developer, publisherId } = split;
    const day = this.now.slice(0, 10);
    const key = `${entryId}/${lot.grant.id}/${this.useIndex}`;
    this.useIndex += 1;
    const none = { takenDeveloper: 0n, takenPlatform: 0n, restored: 0n, restoredDeveloper: 0n };
    const debt = { owed: 0, owedSince: 0, sources: [], paid: 0, ...none };
    this.uses.push({ lot, key, coins, basis, developer, publisherId, day, ...debt });
    const pending = `earnings_pending:${publisherId}:${day}`;
    this.books.post('deferred_revenue', pending, 'USD', developer);
    this.books.post('deferred_revenue', 'platform_revenue', 'USD', basis - developer);
  }

  protected expireLot(id: string): string {
    const lot = this.lots.find(({ grant }) => grant.id === id);
    if (lot === undefined) {
      return 'lot_not_found';
    }
    const free = countFate(lot, 'free');
    if (!this.over(lot) || free === 0) {
      return 'not_due';
    }
    this.lose(lot, free, 'free', 'expired');
    return 'ok';
  }

  protected debts(walletId: string): PlainUse[] {
    return debtsOf(this.uses, walletId);
  }

  protected indebt(lot: PlainLot, coins: number): void {
    owe(this.uses, this.books, { lot, coins, since: this.order });
  }

  /** Pays with these coins, one debt after the other. */
  protected payDebts(walletId: string, coins: readonly PlainLot[], entryId: string): void {
    for (const lot of new Set(coins)) {
      let left = coins.filter((one) => one === lot).length;
      for (const debt of this.debts(walletId)) {
        const count = Math.min(debt.owed - debt.paid, left);
        if (count > 0) {
          left -= count;
          turn(lot, count, 'free', 'spent');
          const basis = releaseBasis(lot, count);
          this.books.post(`wallet:${walletId}`, `debt:${walletId}`, 'CREDIT', BigInt(count));
          const { developer } = restore(debt, count, basis);
          turn(debt.lot, count, 'spent', 'reversed');
          takeFree(debt.lot, count);
          this.use(lot, count, { basis, developer, publisherId: debt.publisherId }, entryId);
        }
      }
    }
  }

  protected repay(walletId: string, entryId: string): string {
    const { debt } = this.amounts(walletId);
    const coins = this.spendable(walletId).slice(0, debt);
    if (debt === 0) {
      return 'no_debt';
    }
    this.payDebts(walletId, coins, entryId);
    return coins.length === 0 ? 'insufficient_credits' : 'ok';
  }

  protected reverse({ lotId, total }: Reverse): string {
    const lot = this.lots.find(({ grant }) => grant.id === lotId);
    if (lot === undefined) {
      return 'lot_not_found';
    }
    const { source } = lot.grant;
    if (source === null) {
      return 'lot_not_paid';
    }
    const to = min(total, source.paid);
    if (to < lot.money) {
      return 'total_below_reversed';
    }
    this.reverseCoins(lot, this.#coinsReversed(lot, to) - this.#coinsReversed(lot, lot.money));
    this.#moveMoney(lot, source, to);
    return 'ok';
  }

  #coinsReversed(lot: PlainLot, total: bigint): number {
    return Number((BigInt(lot.coins.length) * total) / (lot.grant.source?.paid ?? 1n));
  }

  /** Money and tax, as they stand at a total; below zero they come back. */
  #moveMoney(lot: PlainLot, source: PaymentSource, to: bigint): void {
    const money = (to - lot.money) * (source.currency === 'USD' ? 10_000_000n : 1n);
    this.books.post('fx', `cash:${source.provider}`, source.currency, money);
    const tax = (source.tax * to) / source.paid - (source.tax * lot.money) / source.paid;
    this.books.post('tax_payable', 'fx', 'USD', tax);
    lot.money = to;
  }

  protected reinstate({ lotId, total }: Reinstate): string {
    const lot = this.lots.find(({ grant }) => grant.id === lotId);
    const source = lot?.grant.source;
    if (lot === undefined || source === undefined) {
      return 'lot_not_found';
    }
    if (source === null) {
      return 'lot_not_paid';
    }
    if (total > lot.money) {
      return 'total_above_reversed';
    }
    const coins = this.#coinsReversed(lot, lot.money) - this.#coinsReversed(lot, total);
    let free = 0;
    for (let coin = 0; coin < coins; coin += 1) {
      free += this.#reinstateCoin(lot) === 'free' ? 1 : 0;
    }
    if (this.over(lot)) {
      this.lose(lot, free, 'free', 'expired');
    }
    this.#moveMoney(lot, source, total);
    return 'ok';
  }

  /** One coin of what a reversal did, undone: the debt of the oldest use, then due, then the last. */
  #reinstateCoin(lot: PlainLot): string {
    const use = this.uses.find((one) => one.lot === lot && one.owed > one.paid);
    if (use !== undefined) {
      forgive(use, this.books);
      return 'spent';
    }
    if (lot.due > 0) {
      lot.due -= 1;
      return 'held';
    }
    return giveBackCoin(lot, this.books);
  }

  protected reverseCoins(lot: PlainLot, count: number): void {
    const free = Math.min(countFate(lot, 'free'), count);
    this.takeBack(lot, free, 'free');
    const lost = countFate(lot, 'expired') + countFate(lot, 'adjusted');
    const undone = Math.min(lost, count - free);
    const batch = batchOfLost(lot, lost);
    if (undone > 0) {
      const breakage = growBatch(batch, undone);
      lot.breakage -= breakage;
      this.books.post('breakage', 'fx', 'USD', breakage);
    }
    for (let coin = 0; coin < undone; coin += 1) {
      const fate = lot.coins.includes('expired') ? 'expired' : 'adjusted';
      turn(lot, 1, fate, 'reversed');
      lot.taken.push({ from: fate, batch });
      this.books.post(`credits:${fate}`, 'credits:reversed', 'CREDIT', 1n);
    }
    const due = Math.min(countFate(lot, 'held') - lot.due, count - free - undone);
    lot.due += due;
    this.indebt(lot, count - free - undone - due);
  }

  protected mature(publisherId: string, day: string): string {
    const pending = `earnings_pending:${publisherId}:${day}`;
    const amount = this.books.balance(pending, 'USD');
    if (amount === 0n) {
      return 'nothing_pending';
    }
    const debt = min(amount, -this.books.balance(`earnings_debt:${publisherId}`, 'USD'));
    this.books.post(pending, `earnings_debt:${publisherId}`, 'USD', debt);
    this.books.post(pending, `earnings_available:${publisherId}`, 'USD', amount - debt);
    return 'ok';
  }
}

import type {
  Capture,
  Charge,
  Expense,
  Hold,
  LimitRef,
  Operation,
  Reservation,
} from '@telex-credits/ledger';
import { countFate, type PlainHold, type PlainLimit, type PlainLot, turn } from './plain-lot.js';
import { PlainPayouts } from './plain-payouts.js';
import { PlainPurse } from './plain-purse.js';

interface PlainWallet {
  readonly id: string;
  readonly frozen: Set<string>;
  charged: (PlainLimit & { readonly used: number })[];
}

const levels = ['call', 'key', 'connection', 'authorisation', 'module', 'wallet'];

/**
 * The rules of the ledger told a second time, as naively as they can be: every micro-credit is a coin,
 * every sum is counted again each time. Slow, for small amounts and base currency USD only; it shares
 * no code with `decide` and knows no malformed operations.
 */
export class PlainModel extends PlainPurse {
  readonly holds: PlainHold[] = [];
  readonly #wallets = new Map<string, PlainWallet>();
  readonly #payouts = new PlainPayouts(this.books);

  /** Works an operation at a time; says `ok` or the refusal's code. */
  work(operation: Operation, now: string): string {
    this.now = now;
    this.order += 1;
    this.useIndex = 0;
    if ('walletId' in operation && operation.type !== 'open') {
      return this.#wallets.has(operation.walletId) ? this.#inWallet(operation) : 'wallet_not_found';
    }
    switch (operation.type) {
      case 'open':
        return this.#open(operation.walletId);
      case 'capture':
        return this.#capture(operation);
      case 'release':
        return this.#endHold(operation.holdId, 'released', 0, operation.id);
      case 'extend':
        return this.#withHold(operation.holdId, (hold) => {
          hold.expiresAt = operation.expiresAt;
          return 'ok';
        });
      case 'expire':
        return 'lotId' in operation.target
          ? this.expireLot(operation.target.lotId)
          : this.#expireHold(operation.target.holdId, operation.id);
      case 'reverse':
        return this.reverse(operation);
      case 'reinstate':
        return this.reinstate(operation);
      case 'mature':
        return this.mature(operation.publisherId, operation.day);
      case 'reserve':
        return this.#payouts.reserve(operation.id, operation.publisherId, operation.amount);
      case 'unreserve':
      case 'payout-start':
      case 'payout-settle':
      case 'payout-return':
        return this.#payouts.work(operation);
      case 'expense':
        return this.#keep(operation);
      default:
        throw new Error('the model lacks this operation');
    }
  }

  #inWallet(operation: Extract<Operation, { walletId: string }>): string {
    const wallet = this.#wallet(operation.walletId);
    switch (operation.type) {
      case 'grant':
        return this.issue(operation, operation.id);
      case 'adjust':
        return this.adjust(operation);
      case 'hold':
        return this.#hold(operation);
      case 'charge':
        return this.#charge(operation);
      case 'freeze':
        wallet.frozen.add(operation.cause);
        return 'ok';
      case 'unfreeze':
        return wallet.frozen.delete(operation.cause) ? 'ok' : 'freeze_not_found';
      case 'repay':
        return this.repay(operation.walletId, operation.id);
      default:
        throw new Error('the model lacks this operation');
    }
  }

  #wallet(id: string): PlainWallet {
    const wallet = this.#wallets.get(id);
    if (wallet === undefined) {
      throw new Error(`the model has no wallet ${id}`);
    }
    return wallet;
  }

  /** A provider keeps something: less is in its clearing account, and the platform has paid it. */
  #keep({ provider, currency, amount, base }: Expense): string {
    const own = currency === 'USD' ? amount * 10_000_000n : amount;
    this.books.post('fx', `cash:${provider}`, currency, own);
    this.books.post('provider_fees', 'fx', 'USD', base);
    return 'ok';
  }

  #open(id: string): string {
    if (this.#wallets.has(id)) {
      return 'wallet_exists';
    }
    this.#wallets.set(id, { id, frozen: new Set(), charged: [] });
    return 'ok';
  }

  #limitsBreak(wallet: PlainWallet, limits: readonly LimitRef[], needed: number): boolean {
    return limits.some((limit) => {
      const same = (other: { id: string; period: string }) =>
        other.id === limit.id && other.period === limit.period;
      const held = this.holds.filter(
        (hold) => hold.walletId === wallet.id && hold.limits.some(same),
      );
      const counted =
        wallet.charged.filter(same).reduce((n, { used }) => n + used, 0) +
        held.reduce(
          (n, hold) => n + (hold.status === 'held' ? hold.coins.length : hold.captured),
          0,
        );
      return (limit.level === 'call' ? 0 : counted) + needed > Number(limit.cap);
    });
  }

  #refusal(reservation: Reservation): string | null {
    const wallet = this.#wallet(reservation.walletId);
    const needed = Number(reservation.credits);
    const inOrder = levels.flatMap((level) => reservation.limits.filter((l) => l.level === level));
    if (wallet.frozen.size > 0) {
      return 'wallet_frozen';
    }
    if (this.amounts(wallet.id).debt > 0) {
      return 'wallet_in_debt';
    }
    if (this.#limitsBreak(wallet, inOrder, needed)) {
      return 'limit_reached';
    }
    return this.spendable(wallet.id).length < needed ? 'insufficient_credits' : null;
  }

  #hold(hold: Hold): string {
    const needed = Number(hold.credits);
    let coins: PlainLot[];
    if (hold.onlyLotId === undefined) {
      const refusal = this.#refusal(hold);
      if (refusal !== null) {
        return refusal;
      }
      coins = this.spendable(hold.walletId).slice(0, needed);
    } else {
      const lot = this.lots.find(({ grant }) => grant.id === hold.onlyLotId);
      if (lot === undefined || lot.grant.walletId !== hold.walletId) {
        return 'lot_not_found';
      }
      if (countFate(lot, 'free') < needed) {
        return 'insufficient_credits';
      }
      coins = Array.from({ length: needed }, () => lot);
    }
    for (const lot of coins) {
      turn(lot, 1, 'free', 'held');
    }
    const { id, walletId, expiresAt } = hold;
    const all = hold.limits.filter(({ level }) => level !== 'call');
    const limits = hold.onlyLotId === undefined ? all : [];
    const open = { status: 'held', captured: 0 } as const;
    this.holds.push({ id, walletId, coins, terms: hold, limits, expiresAt, ...open });
    this.#forget(walletId);
    return 'ok';
  }

  /** What counted in periods that ended five minutes ago, once no hold does any more. */
  #forget(walletId: string): void {
    const since = new Date(Date.parse(this.now) - 300_000).toISOString();
    const holds = this.holds.filter((hold) => hold.walletId === walletId);
    const open = holds.filter(({ status, coins }) => status === 'held' && coins.length > 0);
    const counting = open.flatMap(({ limits }) => limits);
    const kept = ({ id, period, periodEndsAt }: PlainLimit) =>
      periodEndsAt === null ||
      periodEndsAt > since ||
      counting.some((other) => other.id === id && other.period === period);
    for (const hold of holds) {
      hold.limits = hold.limits.filter(kept);
    }
    const wallet = this.#wallet(walletId);
    wallet.charged = wallet.charged.filter(kept);
  }

  #charge(charge: Charge): string {
    const refusal = this.#refusal(charge);
    if (refusal !== null) {
      return refusal;
    }
    const coins = this.spendable(charge.walletId).slice(0, Number(charge.credits));
    this.spend(coins, 'free', charge, charge.id);
    this.books.post('upstream_cost', 'upstream_payable', 'USD', charge.upstreamCost ?? 0n);
    for (const limit of charge.limits) {
      if (limit.level !== 'call') {
        this.#wallet(charge.walletId).charged.push({ ...limit, used: coins.length });
      }
    }
    this.#forget(charge.walletId);
    return 'ok';
  }

  #withHold(id: string, change: (hold: PlainHold) => string): string {
    const hold = this.holds.find((one) => one.id === id);
    if (hold === undefined) {
      return 'hold_not_found';
    }
    if (hold.status === 'captured' || hold.status === 'released') {
      return `hold_already_${hold.status}`;
    }
    return hold.status === 'expired' || hold.expiresAt <= this.now ? 'hold_expired' : change(hold);
  }

  #capture(capture: Capture): string {
    return this.#withHold(capture.holdId, (hold) => {
      if (capture.credits > hold.coins.length) {
        return 'amount_exceeds_hold';
      }
      this.#end(hold, 'captured', Number(capture.credits), capture.id);
      this.books.post('upstream_cost', 'upstream_payable', 'USD', capture.upstreamCost ?? 0n);
      return 'ok';
    });
  }

  #endHold(id: string, status: 'released', captured: number, entryId: string): string {
    return this.#withHold(id, (hold) => {
      this.#end(hold, status, captured, entryId);
      return 'ok';
    });
  }

  #expireHold(id: string, entryId: string): string {
    const hold = this.holds.find((one) => one.id === id);
    if (hold === undefined || hold.expiresAt > this.now) {
      return hold === undefined ? 'hold_not_found' : 'not_due';
    }
    if (hold.status !== 'held') {
      return hold.status === 'expired' ? 'hold_expired' : `hold_already_${hold.status}`;
    }
    this.#end(hold, 'expired', 0, entryId);
    return 'ok';
  }

  #end(hold: PlainHold, status: PlainHold['status'], captured: number, entryId: string): void {
    this.spend(hold.coins.slice(0, captured), 'held', hold.terms, entryId);
    for (const lot of hold.coins.slice(captured)) {
      if (lot.due > 0) {
        lot.due -= 1;
        this.takeBack(lot, 1, 'held');
      } else if (this.over(lot)) {
        this.lose(lot, 1, 'held', 'expired');
      } else {
        turn(lot, 1, 'held', 'free');
      }
    }
    for (const lot of new Set(hold.coins)) {
      const uncovered = lot.due - countFate(lot, 'held');
      if (uncovered > 0) {
        lot.due -= uncovered;
        this.indebt(lot, uncovered);
      }
    }
    hold.status = status;
    hold.captured = captured;
    this.#forget(hold.walletId);
  }
}

import { basisReleased, type Micros, type Nanos } from '@telex-credits/money';
import { type AccountId, accounts } from './accounts.js';
import { isAmount } from './amounts.js';
import type { Decision, DecisionContext } from './decision.js';
import type { Entry } from './entries.js';
import { isActive, type LotFate, type LotPart, usedPart, useUp } from './lots.js';
import type { Operation } from './operations.js';
import { PublisherPurse } from './publisher-purse.js';
import { malformed } from './refuse.js';
import type { LotUse } from './results.js';
import type {
  Debt,
  HoldState,
  LedgerView,
  LimitCounter,
  Lot,
  TakenPart,
  Taking,
  Wallet,
} from './state.js';
import { TransferList } from './transfer-list.js';

/** What surrounds a decision, handed on as one. */
export interface Scene {
  readonly view: LedgerView;
  readonly context: DecisionContext;
}

/** Facts of an entry that not every operation has. */
export type EntryFacts = Partial<Pick<Entry, 'moduleId' | 'keyId' | 'holdId' | 'publisherId'>>;

/** The ends of credits in which their basis needs no split. */
const destinations = {
  expired: { credits: accounts.creditsExpired, basis: accounts.breakage },
  adjusted: { credits: accounts.creditsAdjusted, basis: accounts.breakage },
  reversed: { credits: accounts.creditsReversed, basis: accounts.fx },
} as const;

/**
 * One wallet's decision in the making: new versions of its lots, debts and counters, and the
 * transfers. The wallet's balances follow its lots and debts. Nothing counts until `accept`.
 */
export class Draft {
  readonly view: LedgerView;
  readonly context: DecisionContext;
  readonly walletId: string;
  readonly uses: LotUse[] = [];
  counters: readonly LimitCounter[];
  frozen: readonly string[];
  hold: HoldState | null = null;
  readonly #before: Wallet;
  readonly #lots = new Map<string, Lot>();
  readonly #debts = new Map<string, Debt>();
  readonly #transfers = new TransferList();
  readonly #purses = new Map<string, PublisherPurse>();
  #posted: Micros;
  #held: Micros;
  #debt: Micros;

  constructor(scene: Scene, wallet: Wallet) {
    this.view = scene.view;
    this.context = scene.context;
    this.walletId = wallet.id;
    this.counters = wallet.counters;
    this.frozen = wallet.frozen;
    this.#before = wallet;
    this.#posted = wallet.posted;
    this.#held = wallet.held;
    this.#debt = wallet.debt;
  }

  /** What the wallet owes so far. */
  get debt(): Micros {
    return this.#debt;
  }

  /** The newest version of a lot; a lot that the view lacks is a broken store and throws. */
  lot(id: string): Lot {
    const lot =
      this.#lots.get(id) ?? this.#before.lots.find((one) => one.id === id) ?? this.view.lot(id);
    if (lot === undefined) {
      throw new Error(`the store lacks lot ${id}, which wallet ${this.walletId} refers to`);
    }
    return lot;
  }

  /** The wallet's active lots in their newest versions. */
  lots(): Lot[] {
    const listed = this.#before.lots.filter((lot) => !this.#lots.has(lot.id));
    return [...listed, ...this.#lots.values()].filter(isActive).sort((a, b) => a.seq - b.seq);
  }

  /** Issues a lot that is new to the ledger. */
  addLot(lot: Lot): void {
    this.#lots.set(lot.id, lot);
    this.#posted += lot.size;
    this.moveCredits(accounts.creditsIssued, accounts.wallet(this.walletId), lot.size);
  }

  /** Replaces a lot by a newer version; the wallet's balances follow. */
  setLot(lot: Lot): void {
    const before = this.lot(lot.id);
    this.#posted += usedPart(before) - usedPart(lot);
    this.#held += lot.held - before.held;
    this.#lots.set(lot.id, lot);
  }

  #useUp(part: LotPart, from: 'available' | 'held', into: LotFate): Nanos {
    const { lot, basis } = useUp(this.lot(part.lotId), part.credits, { from, into });
    this.setLot(lot);
    return basis;
  }

  /** Ends credits that nobody spent; their basis goes with them. */
  endCredits(part: LotPart, from: 'available' | 'held', into: keyof typeof destinations): void {
    const to = destinations[into];
    const basis = this.#useUp(part, from, into);
    this.moveCredits(accounts.wallet(this.walletId), to.credits, part.credits);
    this.moveBase(accounts.deferredRevenue, to.basis, basis);
  }

  /** Returns unspent credits that a reversal took; their basis comes back with them. */
  returnCredits(part: LotPart, takings: readonly Taking[]): void {
    const lot = this.lot(part.lotId);
    const used = usedPart(lot);
    this.setLot({ ...lot, reversed: lot.reversed - part.credits, takings });
    const basis = basisReleased(lot, used - part.credits, used);
    this.moveCredits(accounts.creditsReversed, accounts.wallet(this.walletId), part.credits);
    this.moveBase(accounts.fx, accounts.deferredRevenue, basis);
  }

  /** Spends credits of a lot; returns the basis that they release, which the caller must split. */
  spend(part: LotPart, from: 'available' | 'held', to: AccountId): Nanos {
    const basis = this.#useUp(part, from, 'spent');
    this.moveCredits(accounts.wallet(this.walletId), to, part.credits);
    return basis;
  }

  /** Records a use and splits its basis: the developer's part waits in its day, the rest is ours. */
  addUse(use: LotUse): void {
    const { basis, developer, publisherId, day } = use;
    this.uses.push(use);
    if (publisherId !== null) {
      const pending = accounts.earningsPending(publisherId, day);
      this.moveBase(accounts.deferredRevenue, pending, developer);
      this.#purses.get(publisherId)?.earn(day, developer);
    }
    this.moveBase(accounts.deferredRevenue, accounts.platformRevenue, basis - developer);
  }

  /** Takes earnings of a day back from a publisher, into the exchange account; says from where. */
  takeBackEarnings(publisherId: string, day: string, amount: Nanos): TakenPart[] {
    const taken = this.#purse(publisherId).takeBack(day, amount);
    for (const part of taken) {
      this.moveBase(part.account, accounts.fx, part.amount);
    }
    return taken;
  }

  /** Gives a publisher back what `takeBackEarnings` took, the last part first. */
  giveBackEarnings(publisherId: string, taken: readonly TakenPart[]): void {
    for (const part of this.#purse(publisherId).giveBack(taken)) {
      this.moveBase(accounts.fx, part.account, part.amount);
    }
  }

  #purse(publisherId: string): PublisherPurse {
    const known = this.#purses.get(publisherId);
    if (known !== undefined) {
      return known;
    }
    const purse = new PublisherPurse(this.view.publisher(publisherId));
    for (const use of this.uses) {
      if (use.publisherId === publisherId) {
        purse.earn(use.day, use.developer);
      }
    }
    this.#purses.set(publisherId, purse);
    return purse;
  }

  /** The newest version of a debt in this decision, when it changed here. */
  changedDebt(id: string): Debt | undefined {
    return this.#debts.get(id);
  }

  /** Puts a new version of a debt and moves the credits by which the wallet owes more or less. */
  setDebt(debt: Debt, before: Debt): void {
    const owed = debt.credits - before.credits;
    const paid = debt.paidCredits - before.paidCredits;
    this.#debts.set(debt.id, debt);
    this.#debt += owed - paid;
    const account = accounts.debt(this.walletId);
    this.moveCredits(account, accounts.creditsReversed, owed > 0n ? owed : 0n);
    this.moveCredits(accounts.creditsReversed, account, owed < 0n ? -owed : 0n);
  }

  moveCredits(debit: AccountId, credit: AccountId, amount: Micros): void {
    this.#transfers.add({ debit, credit, asset: 'CREDIT', amount });
  }

  moveBase(debit: AccountId, credit: AccountId, amount: Nanos): void {
    this.#transfers.add({ debit, credit, asset: this.context.baseCurrency, amount });
  }

  get transfers(): TransferList {
    return this.#transfers;
  }

  /** Makes the entry and the changes; refuses when a balance would leave 64 bits. */
  accept(operation: Operation, facts: EntryFacts = {}): Decision {
    const { now, seq } = this.context;
    const [posted, held, debt] = [this.#posted, this.#held, this.#debt];
    const transfers = this.#transfers.all();
    const balances = [posted, held, debt, ...transfers.map(({ amount }) => amount)];
    if (!balances.every((amount) => isAmount(amount, 0n))) {
      return malformed('a balance would leave 64 bits');
    }
    const { id, version } = this.#before;
    const lots = this.lots();
    const frozen = this.frozen;
    const counters = this.counters;
    return {
      ok: true,
      entry: {
        seq,
        id: operation.id,
        type: operation.type,
        at: now,
        walletId: id,
        moduleId: facts.moduleId ?? null,
        keyId: facts.keyId ?? null,
        holdId: facts.holdId ?? null,
        publisherId: facts.publisherId ?? null,
        transfers,
        uses: this.uses,
        after: { posted, held, debt },
        operation,
      },
      changes: {
        wallet: { id, posted, held, debt, frozen, counters, lots, version: version + 1 },
        lots: [...this.#lots.values()],
        hold: this.hold,
        debts: [...this.#debts.values()],
        payout: null,
      },
    };
  }
}

import { available, type HoldState, type Lot } from '@telex-credits/ledger';
import type { Checklist } from './checklist.js';

/** What a wallet's own row says. */
export interface WalletRow {
  readonly id: string;
  readonly posted: bigint;
  readonly held: bigint;
  readonly debt: bigint;
}

interface Sums {
  lots: bigint;
  lotsHeld: bigint;
  holds: bigint;
  debts: bigint;
  /** What lots say that is owed for them. */
  lotsOwe: bigint;
}

const partsOf = ['held', 'spent', 'expired', 'adjusted', 'reversed'] as const;

/** Compares every wallet with its lots, its holds and its debts, and every lot with its parts. */
export class WalletTally {
  readonly #list: Checklist;
  readonly #wallets: WalletRow[] = [];
  readonly #sums = new Map<string, Sums>();
  /** What lots say that is held of them, and what open holds reserved. */
  readonly #lotsHeld = new Map<string, bigint>();
  readonly #reserved = new Map<string, bigint>();

  constructor(list: Checklist) {
    this.#list = list;
  }

  addWallet({ id, posted, held, debt }: WalletRow): void {
    this.#wallets.push({ id, posted, held, debt });
  }

  addLot(lot: Lot): void {
    const sums = this.#of(lot.walletId);
    sums.lots += available(lot) + lot.held;
    sums.lotsHeld += lot.held;
    sums.lotsOwe += lot.indebted;
    if (lot.held !== 0n) {
      this.#lotsHeld.set(lot.id, lot.held);
    }
    const fits =
      available(lot) >= 0n &&
      partsOf.every((part) => lot[part] >= 0n) &&
      lot.indebted <= lot.spent &&
      lot.reversalDue <= lot.held &&
      lot.reversed === lot.takings.reduce((sum, { credits }) => sum + credits, 0n);
    if (!fits) {
      this.#list.walletLotsAddUp.that(false, () => `lot ${lot.id}: its parts are not its size`);
    }
  }

  addHold({ walletId, status, credits, lots }: HoldState): void {
    if (status === 'held') {
      this.#of(walletId).holds += credits;
      for (const part of lots) {
        this.#reserved.set(part.lotId, (this.#reserved.get(part.lotId) ?? 0n) + part.credits);
      }
    }
  }

  addDebt(debt: {
    readonly walletId: string;
    readonly credits: bigint;
    readonly paidCredits: bigint;
  }): void {
    this.#of(debt.walletId).debts += debt.credits - debt.paidCredits;
  }

  #of(walletId: string): Sums {
    const none = { lots: 0n, lotsHeld: 0n, holds: 0n, debts: 0n, lotsOwe: 0n };
    const sums = this.#sums.get(walletId) ?? none;
    this.#sums.set(walletId, sums);
    return sums;
  }

  finish(): void {
    for (const { id, posted, held, debt } of this.#wallets) {
      const { lots, lotsHeld, holds, debts, lotsOwe } = this.#of(id);
      this.#list.walletLotsAddUp.that(
        posted === lots,
        () => `wallet ${id} has ${posted}, its lots ${lots}`,
      );
      this.#list.heldEqualsOpenHolds.that(
        held === holds && held === lotsHeld,
        () => `wallet ${id} holds ${held}, its open holds ${holds}, its lots ${lotsHeld}`,
      );
      this.#list.debtsMatchWalletDebt.that(
        debt === debts && debt === lotsOwe,
        () => `wallet ${id} owes ${debt}, its debts say ${debts}, its lots ${lotsOwe}`,
      );
    }
    this.#checkParts();
  }

  #checkParts(): void {
    for (const [id, held] of this.#lotsHeld) {
      const parts = this.#reserved.get(id) ?? 0n;
      this.#reserved.delete(id);
      this.#list.heldEqualsOpenHolds.that(
        held === parts,
        () => `lot ${id} holds ${held}, open holds reserved ${parts} of it`,
      );
    }
    for (const [id, parts] of this.#reserved) {
      this.#list.heldEqualsOpenHolds.that(
        parts === 0n,
        () => `lot ${id} does not know that it is held`,
      );
    }
  }
}

import type { Transfer } from './entries.js';

/** The transfers of one entry: one per pair of accounts and asset, in order of first use. */
export class TransferList {
  readonly #sums = new Map<string, Transfer>();

  /** Adds a transfer; nothing when the amount is zero. An amount below zero is a bug and throws. */
  add(transfer: Transfer): void {
    const { debit, credit, asset, amount } = transfer;
    if (amount < 0n) {
      throw new Error(`a transfer of ${amount} ${asset} from ${debit} to ${credit}`);
    }
    if (amount > 0n) {
      const pair = `${debit}\n${credit}\n${asset}`;
      const before = this.#sums.get(pair)?.amount ?? 0n;
      this.#sums.set(pair, { debit, credit, asset, amount: before + amount });
    }
  }

  all(): Transfer[] {
    return [...this.#sums.values()];
  }
}

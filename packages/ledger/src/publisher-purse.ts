import type { Nanos } from '@telex-credits/money';
import { accounts } from './accounts.js';
import { least } from './amounts.js';
import { parsePending } from './balances.js';
import type { PublisherEarnings, TakenPart } from './state.js';

/** What a publisher has, while one decision adds to it and takes from it. */
export class PublisherPurse {
  readonly #publisherId: string;
  readonly #pending: Map<string, Nanos>;
  #available: Nanos;
  #debt: Nanos;

  constructor(earnings: PublisherEarnings) {
    this.#publisherId = earnings.publisherId;
    this.#pending = new Map(earnings.pending.map(({ day, amount }) => [day, amount]));
    this.#available = earnings.available;
    this.#debt = earnings.debt;
  }

  /** Adds a day's earnings of the same decision. */
  earn(day: string, amount: Nanos): void {
    this.#pending.set(day, (this.#pending.get(day) ?? 0n) + amount);
  }

  /**
   * Takes `amount` back (design, section 4): from the earning's own day, then from other days, newest
   * first, then from what is available; what is missing is owed. Returns the accounts and amounts.
   */
  takeBack(day: string, amount: Nanos): TakenPart[] {
    const taken: TakenPart[] = [];
    let missing = amount;
    const others = [...this.#pending.keys()]
      .filter((other) => other !== day)
      .sort()
      .reverse();
    for (const source of [day, ...others]) {
      if (missing === 0n) {
        break;
      }
      const pending = this.#pending.get(source) ?? 0n;
      const part = least(pending, missing);
      if (part > 0n) {
        this.#pending.set(source, pending - part);
        taken.push({ account: accounts.earningsPending(this.#publisherId, source), amount: part });
        missing -= part;
      }
    }
    const part = least(this.#available, missing);
    if (part > 0n) {
      this.#available -= part;
      taken.push({ account: accounts.earningsAvailable(this.#publisherId), amount: part });
      missing -= part;
    }
    if (missing > 0n) {
      this.#debt += missing;
      taken.push({ account: accounts.earningsDebt(this.#publisherId), amount: missing });
    }
    return taken;
  }

  /**
   * Gives back what `takeBack` took, the last part first: to the day that it came from; what came from
   * matured earnings or was owed pays what is owed now, and the rest is available.
   */
  giveBack(taken: readonly TakenPart[]): TakenPart[] {
    return taken.toReversed().flatMap(({ account, amount }) => {
      const pending = parsePending(account);
      if (pending !== null) {
        this.earn(pending.day, amount);
        return [{ account, amount }];
      }
      const paid = least(amount, this.#debt);
      this.#debt -= paid;
      this.#available += amount - paid;
      return [
        { account: accounts.earningsDebt(this.#publisherId), amount: paid },
        { account: accounts.earningsAvailable(this.#publisherId), amount: amount - paid },
      ];
    });
  }
}

import { type Asset, type Entry, netChanges } from '@telex-credits/ledger';

/** Net changes of account classes, by what kind of operation made them. */
export class Flows {
  readonly #amounts = new Map<string, bigint>();

  /** Reads flows back from a bucket. */
  static of(stored: Readonly<Record<string, string>>): Flows {
    const flows = new Flows();
    for (const [key, amount] of Object.entries(stored)) {
      flows.#add(key, BigInt(amount));
    }
    return flows;
  }

  /** Adds what an entry's transfers did. */
  addEntry(entry: Entry): this {
    const kind = kindOf(entry);
    for (const { account, asset, change } of netChanges(entry.transfers)) {
      this.#add(`${kind}|${asset}|${classOf(account)}`, change);
    }
    return this;
  }

  addAll(other: Flows): this {
    for (const [key, amount] of other.#amounts) {
      this.#add(key, amount);
    }
    return this;
  }

  /** The change of an account class in one asset: of all kinds of operations, or of those given. */
  net(asset: Asset, account: string, kinds?: readonly string[]): bigint {
    let sum = 0n;
    for (const [key, amount] of this.#amounts) {
      const [kind = '', ...rest] = key.split('|');
      const counts = kinds === undefined || kinds.includes(kind);
      sum += counts && rest.join('|') === `${asset}|${account}` ? amount : 0n;
    }
    return sum;
  }

  /** Assets in which an account class changed. */
  assetsOf(account: string): Asset[] {
    const keys = [...this.#amounts.keys()].map((key) => key.split('|'));
    const assets = keys.filter(([, , owner]) => owner === account).map(([, asset]) => asset);
    return [...new Set(assets as Asset[])].sort();
  }

  toStored(): Record<string, string> {
    return Object.fromEntries([...this.#amounts].map(([key, sum]) => [key, sum.toString()]));
  }

  #add(key: string, amount: bigint): void {
    this.#amounts.set(key, (this.#amounts.get(key) ?? 0n) + amount);
  }
}

/** Paid and promotional grants are told apart, all else is its operation's type. */
function kindOf({ type, operation }: Entry): string {
  return operation.type === 'grant' ? `grant:${operation.kind}` : type;
}

/** Accounts of one wallet, publisher or provider count as one class. */
function classOf(account: string): string {
  if (account.startsWith('credits:')) {
    return account;
  }
  const head = account.split(':', 1)[0] ?? account;
  return head.startsWith('earnings_') ? 'earnings' : head;
}

/** Balances by account and asset, posted one transfer at a time. */
export class PlainBooks {
  readonly #balances = new Map<string, bigint>();

  post(debit: string, credit: string, asset: string, amount: bigint): void {
    this.#add(debit, asset, -amount);
    this.#add(credit, asset, amount);
  }

  #add(account: string, asset: string, amount: bigint): void {
    const key = `${account} ${asset}`;
    this.#balances.set(key, (this.#balances.get(key) ?? 0n) + amount);
  }

  balance(account: string, asset: string): bigint {
    return this.#balances.get(`${account} ${asset}`) ?? 0n;
  }

  /** All balances that are not zero, in the order of their names. */
  all(): [string, bigint][] {
    return [...this.#balances].filter(([, amount]) => amount !== 0n).sort();
  }

  /**
   * Takes earnings back: own day, other days newest first, available, and a debt for the rest. Says
   * what came from where.
   */
  takeEarnings(
    publisherId: string,
    day: string,
    amount: bigint,
  ): { account: string; amount: bigint }[] {
    const prefix = `earnings_pending:${publisherId}:`;
    const days = [...this.#balances.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length, prefix.length + 10))
      .sort()
      .reverse();
    const sources = [
      `${prefix}${day}`,
      ...days.filter((other) => other !== day).map((other) => `${prefix}${other}`),
      `earnings_available:${publisherId}`,
    ];
    const taken = [];
    let missing = amount;
    for (const source of sources) {
      const here = this.balance(source, 'USD');
      const enough = here > missing;
      const part = enough ? missing : here;
      this.post(source, 'fx', 'USD', part);
      missing -= part;
      taken.push({ account: source, amount: part });
    }
    this.post(`earnings_debt:${publisherId}`, 'fx', 'USD', missing);
    taken.push({ account: `earnings_debt:${publisherId}`, amount: missing });
    return taken.filter((part) => part.amount > 0n);
  }

  /** Gives earnings back where they came from; what is owed now is paid before more is available. */
  giveEarnings(publisherId: string, account: string, amount: bigint): void {
    if (account.startsWith('earnings_pending:')) {
      this.post('fx', account, 'USD', amount);
      return;
    }
    const owed = -this.balance(`earnings_debt:${publisherId}`, 'USD');
    const paid = owed < amount ? owed : amount;
    this.post('fx', `earnings_debt:${publisherId}`, 'USD', paid);
    this.post('fx', `earnings_available:${publisherId}`, 'USD', amount - paid);
  }
}

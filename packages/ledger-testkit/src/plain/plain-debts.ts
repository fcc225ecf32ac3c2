import type { PlainBooks } from './plain-books.js';
import type { PlainLot, PlainUse } from './plain-lot.js';

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Uses of a wallet's lots that it still owes, oldest reversal first. */
export function debtsOf(uses: readonly PlainUse[], walletId: string): PlainUse[] {
  return uses
    .filter((use) => use.lot.grant.walletId === walletId && use.owed > use.paid)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .sort((a, b) => a.owedSince - b.owedSince);
}

/** Turns spent coins of a lot into debt, from the newest use backwards. */
export function owe(
  uses: readonly PlainUse[],
  books: PlainBooks,
  debt: { readonly lot: PlainLot; readonly coins: number; readonly since: number },
): void {
  let missing = debt.coins;
  for (const use of [...uses].reverse().filter(({ lot }) => lot === debt.lot)) {
    const coins = Math.min(use.coins - use.owed, missing);
    missing -= coins;
    if (coins > 0) {
      use.owedSince = use.owed === 0 ? debt.since : use.owedSince;
      use.owed += coins;
      const owed = BigInt(use.owed);
      const developer = (use.developer * owed) / BigInt(use.coins);
      const platform = ((use.basis - use.developer) * owed) / BigInt(use.coins);
      if (use.publisherId !== null) {
        const more = developer - use.takenDeveloper;
        use.sources.push(...books.takeEarnings(use.publisherId, use.day, more));
      }
      books.post('platform_revenue', 'fx', 'USD', platform - use.takenPlatform);
      use.takenDeveloper = developer;
      use.takenPlatform = platform;
    }
  }
  const wallet = `debt:${debt.lot.grant.walletId}`;
  books.post(wallet, 'credits:reversed', 'CREDIT', BigInt(debt.coins));
}

/**
 * One coin less is owed of a use. Its publisher gets back what it still lacks of it; what payments
 * have restored already is ours.
 */
export function forgive(use: PlainUse, books: PlainBooks): void {
  const lacked = use.takenDeveloper - use.restoredDeveloper;
  const before = use.takenDeveloper + use.takenPlatform;
  use.owed -= 1;
  const owed = BigInt(use.owed);
  const developer = (use.developer * owed) / BigInt(use.coins);
  use.takenPlatform = ((use.basis - use.developer) * owed) / BigInt(use.coins);
  use.restoredDeveloper = min(use.restoredDeveloper, developer);
  use.restored = min(use.restored, developer + use.takenPlatform);
  const back = lacked - (developer - use.restoredDeveloper);
  for (const { account, amount } of cutEnd(use.sources, back)) {
    books.giveEarnings(use.publisherId ?? '', account, amount);
  }
  cutEnd(use.sources, use.takenDeveloper - developer - back);
  use.takenDeveloper = developer;
  books.post('fx', 'platform_revenue', 'USD', before - developer - use.takenPlatform - back);
  books.post('credits:reversed', `debt:${use.lot.grant.walletId}`, 'CREDIT', 1n);
}

/** Removes an amount from the end of the sources; says what was removed, the last first. */
function cutEnd(sources: PlainUse['sources'], amount: bigint): PlainUse['sources'] {
  const cut: PlainUse['sources'] = [];
  for (let missing = amount; missing > 0n; ) {
    const last = sources.at(-1);
    if (last === undefined) {
      throw new Error('the model took less from this publisher');
    }
    const part = min(last.amount, missing);
    cut.push({ account: last.account, amount: part });
    last.amount -= part;
    missing -= part;
    if (last.amount === 0n) {
      sources.pop();
    }
  }
  return cut;
}

/** What coins with this basis restore of a debt: never more than was taken, at the use's own split. */
export function restore(use: PlainUse, coins: number, basis: bigint): { developer: bigint } {
  const taken = use.takenDeveloper + use.takenPlatform;
  const restored = min(basis, taken - use.restored);
  use.paid += coins;
  use.restored += restored;
  if (taken === 0n || use.publisherId === null) {
    return { developer: 0n };
  }
  const whole = (use.takenDeveloper * use.restored) / taken;
  const more = whole > use.restoredDeveloper ? whole - use.restoredDeveloper : 0n;
  const developer = min(more, restored);
  use.restoredDeveloper += developer;
  return { developer };
}

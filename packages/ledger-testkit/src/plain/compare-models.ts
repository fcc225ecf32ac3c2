import type { LedgerState } from '../ledger-state.js';
import type { PlainModel } from './plain-model.js';

const sorted = (lines: Iterable<string>): string => [...lines].sort().join('\n');

/** What the naive model counts differently from a ledger's state; null when all is the same. */
export function modelDifference(state: LedgerState, model: PlainModel): string | null {
  for (const { id, posted, held, debt } of state.wallets.values()) {
    const counted = model.amounts(id);
    if (`${posted} ${held} ${debt}` !== `${counted.posted} ${counted.held} ${counted.debt}`) {
      const plain = `${counted.posted} posted, ${counted.held} held, ${counted.debt} owed`;
      return `wallet ${id} has ${posted} posted, ${held} held, ${debt} owed; the model ${plain}`;
    }
  }
  const kept = state.balances('').map((one) => `${one.account} ${one.asset},${one.balance}`);
  const [balances, books] = [sorted(kept), sorted(model.books.all().map(String))];
  return balances === books ? null : `balances are\n${balances}\nthose of the model\n${books}`;
}

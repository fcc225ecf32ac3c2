import { accounts } from './accounts.js';
import type { Decision } from './decision.js';
import { decisionWithoutWallet } from './decision-without-wallet.js';
import type { Scene } from './draft.js';
import type { Expense } from './operations.js';
import { TransferList } from './transfer-list.js';

/** See `Expense`. In base currency the amount goes the same two ways, so that `fx` keeps nothing of it. */
export function decideExpense(scene: Scene, expense: Expense): Decision {
  const { baseCurrency } = scene.context;
  const { currency, amount, base } = expense;
  const cash = accounts.cash(expense.provider);
  const { fx, providerFees } = accounts;
  const own = currency === baseCurrency ? base : amount;
  const list = new TransferList();
  if (amount > 0n) {
    list.add({ debit: fx, credit: cash, asset: currency, amount: own });
    list.add({ debit: providerFees, credit: fx, asset: baseCurrency, amount: base });
  } else {
    list.add({ debit: cash, credit: fx, asset: currency, amount: -own });
    list.add({ debit: fx, credit: providerFees, asset: baseCurrency, amount: -base });
  }
  return decisionWithoutWallet(scene, {
    operation: expense,
    publisherId: null,
    list,
    payout: null,
  });
}

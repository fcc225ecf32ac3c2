import { describe } from 'vitest';
import type { MakeStore, ReopenStore } from './contract/bench.js';
import { creditsContract } from './contract/credits-contract.js';
import { debtsContract } from './contract/debts-contract.js';
import { earningsContract } from './contract/earnings-contract.js';
import { expensesContract } from './contract/expenses-contract.js';
import { expiryContract } from './contract/expiry-contract.js';
import { holdsContract } from './contract/holds-contract.js';
import { idempotencyContract } from './contract/idempotency-contract.js';
import { limitsContract } from './contract/limits-contract.js';
import { payoutsContract } from './contract/payouts-contract.js';
import { refusalsContract } from './contract/refusals-contract.js';
import { reinstatementsContract } from './contract/reinstatements-contract.js';
import { reversalsContract } from './contract/reversals-contract.js';

/**
 * What every ledger store must keep, as a vitest suite. `makeStore` makes an empty store on the given
 * clock; `reopen` closes one and opens the same ledger again, and a store that cannot do so says why:
 * what needs it is then a skipped test with that reason. After each test the whole ledger is read through the port and every invariant checked.
 */
export function ledgerContract(
  name: string,
  makeStore: MakeStore,
  hooks: { readonly reopen: ReopenStore | { readonly lacks: string } },
): void {
  describe(`${name} keeps the ledger's contract`, () => {
    idempotencyContract(makeStore, hooks.reopen);
    creditsContract(makeStore);
    holdsContract(makeStore);
    limitsContract(makeStore);
    expiryContract(makeStore);
    reversalsContract(makeStore);
    reinstatementsContract(makeStore);
    debtsContract(makeStore);
    earningsContract(makeStore);
    payoutsContract(makeStore);
    expensesContract(makeStore);
    refusalsContract(makeStore);
  });
}

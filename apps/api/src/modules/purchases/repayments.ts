import { spendableOf } from '@telex-credits/ledger';
import { type PurchasesContext, settled, timeOf } from './context.js';

/**
 * Pays a wallet's debt from credits that it has: nobody is kept from spending with credits in hand.
 * The id names the wallet's version, so that each state of the wallet is worked at most once.
 */
export async function repayIfPossible(context: PurchasesContext, walletId: string): Promise<void> {
  const wallet = await context.ledger.wallet(walletId);
  if (wallet === undefined || wallet.debt === 0n) {
    return;
  }
  if (spendableOf(wallet.lots, timeOf(context)) === 0n) {
    return;
  }
  const id = `repay:${walletId}:${wallet.version}`;
  const [result] = await context.ledger.submit([
    { type: 'repay', id, walletId, note: { kind: 'repay' } },
  ]);
  settled(result, ['no_debt', 'insufficient_credits']);
}

const debtAccount = /^debt:(.+)$/;

/**
 * Pays debts of wallets that have credits again, such as after a hold was released: a debt never
 * keeps anybody from credits that would pay it.
 */
export async function repayDebts(context: PurchasesContext): Promise<void> {
  for (const { account, balance } of await context.ledger.balances('debt:')) {
    const walletId = debtAccount.exec(account)?.[1];
    if (walletId !== undefined && balance !== 0n) {
      await repayIfPossible(context, walletId);
    }
  }
}

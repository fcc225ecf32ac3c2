import { spendableOf } from '@telex-credits/ledger';
import { type Minor, parseMoney, printMoney } from '@telex-credits/money';
import { announce, type PurchasesContext, settled, timeOf } from './context.js';
import { noted } from './order-state.js';
import type { Order } from './schemas.js';
import { statusOf } from './view.js';

/** Ends the hold of a refund; a hold that has ended by itself is as good. */
const holdEnded = [
  'hold_already_released',
  'hold_already_captured',
  'hold_expired',
  'hold_not_found',
] as const;

/** The hold that a refund of ours keeps, and the id under which it is let go. */
export interface RefundHold {
  readonly holdId: string;
  readonly releaseId: string;
}

/**
 * Takes a purchase's credits and money back up to the cumulative `total` that its provider reports,
 * and lets the refund's own hold go in the same submission. A total that was reached before does
 * nothing more, so events, refunds of ours and repetitions can come in any order.
 */
export async function reverseTo(
  context: PurchasesContext,
  order: Order,
  reversal: { readonly total: Minor; readonly hold: RefundHold | null },
): Promise<Order> {
  const { total, hold } = reversal;
  const note = { kind: 'refund', purchaseId: order.id };
  const id = `reverse:${order.lotId}:${total}`;
  const results = await context.ledger.submit([
    { type: 'reverse', id, lotId: order.lotId, total, note },
    ...(hold === null
      ? []
      : [{ type: 'release', id: hold.releaseId, holdId: hold.holdId, note } as const]),
  ]);
  settled(results[0], ['total_below_reversed']);
  if (hold !== null) {
    settled(results[1], holdEnded);
  }
  await repayIfPossible(context, order.organisationId);
  return recordRefunded(context, order, total);
}

/** Lets a refund's hold go: its credits can be spent again. */
export async function releaseHold(
  context: PurchasesContext,
  order: Order,
  { holdId, releaseId }: RefundHold,
): Promise<void> {
  const note = { kind: 'refund', purchaseId: order.id };
  const results = await context.ledger.submit([{ type: 'release', id: releaseId, holdId, note }]);
  settled(results[0], holdEnded);
}

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

async function recordRefunded(
  context: PurchasesContext,
  order: Order,
  total: Minor,
): Promise<Order> {
  const { minor: paid, currency } = parseMoney(order.price);
  const capped = total < paid ? total : paid;
  let changed = false;
  const after = await context.repository.changeOrder(order.id, (before) => {
    const more = capped - BigInt(before.refunded);
    changed = more > 0n;
    const { amount } = printMoney({ minor: more, currency });
    const line = { at: timeOf(context), what: 'refunded', detail: `${amount} ${currency}` };
    return changed ? noted({ ...before, refunded: capped.toString() }, line) : undefined;
  });
  if (changed) {
    await announce(context, after, statusOf(after));
  }
  return after;
}

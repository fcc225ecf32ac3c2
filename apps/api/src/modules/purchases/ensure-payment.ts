import { parseMoney } from '@telex-credits/money';
import { ProviderRefusal, type SavedChargeOutcome } from '@telex-credits/payments';
import { advance } from './advance.js';
import { ensureCheckout } from './checkout.js';
import { type PurchasesContext, providerOf } from './context.js';
import { isOpen } from './order-state.js';
import { describePackage } from './packages.js';
import type { Order } from './schemas.js';

/** Charges the order's saved method; the same order is charged once, however often this is asked. */
async function charge(
  context: PurchasesContext,
  order: Order,
  method: NonNullable<Order['charged']>,
): Promise<SavedChargeOutcome> {
  try {
    return await providerOf(context, order).chargeSaved({
      orderId: order.id,
      amount: parseMoney(order.price),
      description: describePackage({ credits: order.credits, name: order.packageName }),
      method,
    });
  } catch (error) {
    if (error instanceof ProviderRefusal) {
      return { paymentRef: null, state: 'declined', declineCode: error.message.slice(0, 200) };
    }
    throw error;
  }
}

/** The order with its charge, made or asked about. Throws `ProviderUnknown`: then ask again. */
async function ensureCharge(context: PurchasesContext, order: Order): Promise<Order> {
  const { charged, expiresAt } = order;
  // Past its time the provider may have forgotten the key: sending it again could charge twice.
  const isOver = context.environment.now().toISOString() >= expiresAt;
  if (order.paymentRef !== null || charged === null || !isOpen(order) || isOver) {
    return order;
  }
  const { paymentRef, state, declineCode } = await charge(context, order, charged);
  const named = await context.repository.changeOrder(order.id, (before) =>
    before.paymentRef === null && paymentRef !== null ? { ...before, paymentRef } : undefined,
  );
  if (state === 'paid' || state === 'processing') {
    return named;
  }
  const needsPayer = state === 'action_required';
  const detail = needsPayer ? 'the bank asks the payer to confirm it' : 'the payment was declined';
  return advance(context, named, {
    to: 'failed',
    detail,
    more: { failure: { code: declineCode, needsPayer } },
  });
}

/** The order with a payment to ask about: a checkout page, or a charge of a saved method. */
export function ensurePayment(context: PurchasesContext, order: Order): Promise<Order> {
  return order.kind === 'checkout' ? ensureCheckout(context, order) : ensureCharge(context, order);
}

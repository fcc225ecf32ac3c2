import type { PurchasesContext } from './context.js';
import { fulfil } from './fulfil.js';
import { followRefunds } from './refund-steps.js';
import type { Order } from './schemas.js';

/** Brings a purchase and its refunds to where their payment is; see `fulfil`. */
export async function followPayment(context: PurchasesContext, orderId: string): Promise<Order> {
  const order = await fulfil(context, orderId);
  if (order.state !== 'paid') {
    return order;
  }
  await followRefunds(context, order);
  return (await context.repository.order(orderId)) ?? order;
}

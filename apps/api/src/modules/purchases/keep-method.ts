import type { Payment } from '@telex-credits/payments';
import type { PurchasesContext } from './context.js';
import type { Order } from './schemas.js';

/** Keeps the method of a purchase that was just paid, where its payer agreed; repeats safely. */
export async function keepMethod(
  context: PurchasesContext,
  order: Order,
  payment: Payment,
): Promise<void> {
  if (order.saveMethod && payment.method !== null) {
    await context.methods.keep({
      organisationId: order.organisationId,
      provider: order.provider,
      method: payment.method,
      purchaseId: order.id,
      personId: order.createdBy,
    });
  }
}

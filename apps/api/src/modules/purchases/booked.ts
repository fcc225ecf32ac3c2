import type { Purchase } from '@telex-credits/contracts';
import type { Currency, Minor } from '@telex-credits/money';
import type { PurchasesContext } from './context.js';
import { followPayment } from './news.js';
import { paidOf, statusOf } from './order-state.js';
import type { Order } from './schemas.js';

/** A purchase as far as our books and a provider's list must agree about it. */
export interface BookedPurchase {
  readonly id: string;
  readonly paymentRef: string | null;
  readonly status: Purchase['status'];
  /** Whether it was credited. */
  readonly isPaid: boolean;
  readonly currency: Currency;
  /** Minor units: what was paid, and what was taken back of it. */
  readonly paid: Minor;
  readonly taken: Minor;
}

/** Purchases for reconciliation. */
export interface BookedPurchases {
  /** Only one that was made with this provider. */
  find(by: {
    readonly provider: string;
    readonly orderId: string | null;
    readonly paymentRef?: string;
  }): Promise<BookedPurchase | undefined>;
  /**
   * Asks about a purchase again, as an event would. One whose charge was never answered learns the
   * name of its payment first.
   */
  repair(id: string, paymentRef: string): Promise<BookedPurchase>;
}

function show(order: Order): BookedPurchase {
  const { id, paymentRef } = order;
  return {
    ...{ id, paymentRef, status: statusOf(order), isPaid: order.state === 'paid' },
    ...{ currency: order.price.currency, paid: paidOf(order), taken: BigInt(order.taken) },
  };
}

/** Makes the view of reconciliation. */
export function createBookedPurchases(context: PurchasesContext): BookedPurchases {
  const { repository } = context;
  return {
    async find({ provider, orderId, paymentRef }) {
      const byId = orderId === null ? undefined : await repository.order(orderId);
      const order =
        byId ??
        (paymentRef === undefined
          ? undefined
          : await repository.orderByPayment(provider, paymentRef));
      return order?.provider === provider ? show(order) : undefined;
    },
    async repair(id, paymentRef) {
      await repository.changeOrder(id, (before) =>
        before.paymentRef === null && before.kind === 'auto_top_up'
          ? { ...before, paymentRef }
          : undefined,
      );
      return show(await followPayment(context, id));
    },
  };
}

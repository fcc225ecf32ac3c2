import { isCurrency } from '@telex-credits/money';
import type { Movement, PaymentProvider } from '@telex-credits/payments';
import { addMoved, type Moved } from './our-movements.js';

/** What a provider's list says about one payment. */
export interface TheirMoved extends Moved {
  readonly orderId: string | null;
}

/** More pages than any day has; one that goes on for ever must not. */
const pagesMax = 10_000;

async function allMovements(
  provider: PaymentProvider,
  range: { readonly from: string; readonly to: string },
): Promise<Movement[]> {
  const found = new Map<string, Movement>();
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const { items, nextCursor }: Awaited<ReturnType<PaymentProvider['listMovements']>> =
      await provider.listMovements({ ...range, cursor });
    for (const item of items) {
      // A list that moves while it is read may show an item on two pages.
      found.set(`${item.kind} ${item.ref}`, item);
    }
    if (nextCursor === null) {
      return [...found.values()];
    }
    cursor = nextCursor;
  }
  throw new Error(`the list of ${provider.id} did not end after ${pagesMax} pages`);
}

/** What a provider's list says about a time, by payment; of its own mode only. */
export async function theirMovements(
  provider: PaymentProvider,
  range: { readonly from: string; readonly to: string },
): Promise<Map<string, TheirMoved>> {
  const moved = new Map<string, TheirMoved>();
  for (const { kind, paymentRef, orderId, amount, currency, livemode } of await allMovements(
    provider,
    range,
  )) {
    if (livemode !== provider.livemode || !isCurrency(currency)) {
      continue;
    }
    const returned = kind === 'dispute_reinstated' ? -amount : amount;
    const more = kind === 'payment' ? { paid: amount, returned: 0n } : { paid: 0n, returned };
    const before = moved.get(paymentRef);
    moved.set(paymentRef, {
      ...addMoved(before, { currency, ...more }),
      orderId: before?.orderId ?? orderId,
    });
  }
  return moved;
}

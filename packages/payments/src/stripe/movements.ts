import type Stripe from 'stripe';
import { z } from 'zod';
import type { Movement, PaymentProvider } from '../provider.js';
import { toIso, toSeconds } from './amounts.js';
import { ask, pageSize } from './client.js';
import { disputeMovement } from './disputes.js';
import { getIntent, isCounted, metadataKeys, orUndefined } from './payment.js';
import { chargeSchema, disputeSchema, idOf, listOf, refundSchema } from './schemas.js';

const base = z.object({ id: z.string(), created: z.number().int() });
const signed = {
  amount: z.number().int().transform(BigInt),
  currency: z.string().transform((code) => code.toUpperCase()),
};

/** Balance transactions, by what they say for accounting; those of other kinds are not payments. */
const movedSchema = z.union([
  base.extend({ reporting_category: z.literal('charge'), source: chargeSchema }),
  base.extend({ reporting_category: z.literal('refund'), source: refundSchema }),
  base.extend({
    reporting_category: z.enum(['dispute', 'dispute_reversal']),
    ...{ source: disputeSchema, ...signed },
  }),
  base.extend({
    // The kinds above must be readable: an unknown shape of a charge is no "other" kind.
    reporting_category: z
      .string()
      .refine((name) => !['charge', 'refund', 'dispute', 'dispute_reversal'].includes(name)),
    source: z.unknown().transform(() => null),
  }),
]);
type Moved = z.output<typeof movedSchema>;

/** A movement before its order is known. */
type Found = Omit<Movement, 'orderId' | 'paymentRef' | 'at' | 'livemode' | 'ref'> & {
  readonly intentId: string | null;
  readonly chargeId: string | null;
  readonly orderId: string | null;
};

function read(moved: Moved): Found | null {
  const { source } = moved;
  if (source === null) {
    return null;
  }
  const metadata = 'metadata' in source ? source.metadata : null;
  const orderId = metadata?.[metadataKeys.order] ?? null;
  const intentId = idOf(source.payment_intent);
  const { currency } = source;
  if ('amount_captured' in source) {
    const amount = source.amount_captured;
    return { kind: 'payment', amount, currency, intentId, chargeId: source.id, orderId };
  }
  const chargeId = idOf(source.charge);
  if ('balance_transactions' in source) {
    const isBack = moved.reporting_category === 'dispute_reversal';
    const kind = isBack ? 'dispute_reinstated' : 'dispute_withdrawn';
    const paid = { amount: source.amount, currency };
    const amount = 'amount' in moved ? disputeMovement(source, moved, paid) : source.amount;
    return { kind, amount, currency, intentId, chargeId, orderId };
  }
  // A refund that failed came back by a `refund_failure` of the same amount: nothing moved.
  return isCounted(source)
    ? { kind: 'refund', amount: source.amount, currency, intentId, chargeId, orderId }
    : null;
}

/**
 * Payments, refunds and disputes of a time, from Stripe's balance transactions: the list from which
 * its own statements are made. (The list of events ends after 30 days and tells of states, not of
 * money.) Amounts are of the payment's currency. `paymentRef` is the payment intent, which
 * `fetchPayment` takes.
 */
export async function listMovements(
  stripe: Stripe,
  query: Parameters<PaymentProvider['listMovements']>[0] & { readonly livemode: boolean },
): ReturnType<PaymentProvider['listMovements']> {
  const page = await ask(listOf(movedSchema), () =>
    stripe.balanceTransactions.list({
      created: { gte: toSeconds(query.from), lt: toSeconds(query.to) },
      limit: pageSize,
      expand: ['data.source'],
      ...(query.cursor === null ? {} : { starting_after: query.cursor }),
    }),
  );
  const orders = new Map<string, string | null>();
  const items: Movement[] = [];
  for (const moved of page.data) {
    const found = read(moved);
    const paymentRef = found?.intentId ?? found?.chargeId;
    if (found === null || paymentRef === null || paymentRef === undefined) {
      continue;
    }
    const { intentId, chargeId: _, ...movement } = found;
    const orderId = found.orderId ?? (await orderOf(stripe, intentId, orders));
    const { livemode } = query;
    items.push({
      ...movement,
      ...{ ref: moved.id, paymentRef, orderId, livemode },
      at: toIso(moved.created),
    });
  }
  return { items, nextCursor: page.has_more ? (page.data.at(-1)?.id ?? null) : null };
}

/** A refund or dispute made over there does not name our order; its payment does. */
async function orderOf(
  stripe: Stripe,
  intentId: string | null,
  known: Map<string, string | null>,
): Promise<string | null> {
  if (intentId === null) {
    return null;
  }
  const asked = known.get(intentId);
  if (asked !== undefined) {
    return asked;
  }
  const intent = await orUndefined(getIntent(stripe, intentId));
  const orderId = intent?.metadata?.[metadataKeys.order] ?? null;
  known.set(intentId, orderId);
  return orderId;
}

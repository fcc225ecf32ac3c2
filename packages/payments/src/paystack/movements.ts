import { z } from 'zod';
import type { Movement } from '../provider.js';
import type { PaystackClient } from './client.js';
import { countsAsRefund, isLost, wasPaid, withdrawnBy } from './payment.js';
import { orderIdOf } from './reference.js';
import type { Refund, Transaction } from './replies.js';

/** Paystack's lists go by creation, ours by when money moved: this long before it a thing may begin. */
const lookBackDays = { transaction: 8, refund: 1, dispute: 60 } as const;
type List = keyof typeof lookBackDays;
const following = { transaction: 'refund', refund: 'dispute', dispute: null } as const;

const cursorSchema = z.strictObject({
  list: z.enum(['transaction', 'refund', 'dispute']),
  mark: z.string().nullable(),
});

interface Query {
  readonly from: string;
  readonly to: string;
  readonly cursor: string | null;
}

/** All that moved between `from` and `to`: a page of transactions, then of refunds, then of disputes. */
export async function listPaystackMovements(
  client: PaystackClient,
  query: Query,
): Promise<{ readonly items: readonly Movement[]; readonly nextCursor: string | null }> {
  const { list, mark } =
    query.cursor === null
      ? { list: 'transaction' as const, mark: null }
      : cursorSchema.parse(JSON.parse(query.cursor));
  const { items, next } = await readers[list](client, { ...windowOf(list, query), mark });
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)];
  const within = ({ at }: Movement) => Date.parse(at) >= from && Date.parse(at) < to;
  const goesOn = next === null ? following[list] : list;
  return {
    items: items.filter(within),
    nextCursor: goesOn === null ? null : JSON.stringify({ list: goesOn, mark: next }),
  };
}

interface Window {
  readonly from: string;
  readonly to: string;
  readonly mark: string | null;
}
type Reader = (
  client: PaystackClient,
  window: Window,
) => Promise<{ readonly items: readonly Movement[]; readonly next: string | null }>;

function windowOf(list: List, { from, to }: Query) {
  const start = Date.parse(from) - lookBackDays[list] * 86_400_000;
  return { from: new Date(start).toISOString(), to: new Date(to).toISOString() };
}

const placeOf = ({ reference, domain }: Pick<Transaction, 'reference' | 'domain'>) => ({
  paymentRef: reference,
  orderId: orderIdOf(reference),
  livemode: domain === 'live',
});

const timeOf = (text: string | null | undefined) => new Date(text ?? 0).toISOString();

const readers: Readonly<Record<List, Reader>> = {
  async transaction(client, window) {
    const { items, next } = await client.listTransactions(window);
    const paid = items.filter(wasPaid).map((transaction): Movement => {
      const { id: ref, amount, currency, paid_at } = transaction;
      const at = timeOf(paid_at);
      return { kind: 'payment', ref, amount, currency, at, ...placeOf(transaction) };
    });
    return { items: paid, next };
  },

  async refund(client, window) {
    const { items, next } = await client.listRefunds(window);
    const movements: Movement[] = [];
    for (const refund of items.filter(countsAsRefund)) {
      if (!(await paysDispute(client, refund))) {
        movements.push(await refundMovement(client, refund));
      }
    }
    return { items: movements, next };
  },

  async dispute(client, window) {
    const { items, next } = await client.listDisputes(window);
    const lost = items.filter(isLost).map((dispute): Movement => {
      const { transaction, domain } = dispute;
      return {
        kind: 'dispute_withdrawn',
        ...{ ref: dispute.id, amount: withdrawnBy(dispute), currency: transaction.currency },
        at: timeOf(dispute.resolvedAt),
        ...placeOf({ reference: transaction.reference, domain: domain ?? '' }),
      };
    });
    return { items: lost.filter(({ amount }) => amount > 0n), next };
  },
};

/** A refund that paid a lost dispute is listed with the disputes. */
async function paysDispute(client: PaystackClient, { dispute }: Refund): Promise<boolean> {
  return typeof dispute === 'string' && isLost(await client.dispute(dispute));
}

/** Refunds in a list know their transaction's number only; the reference is asked for. */
async function refundMovement(client: PaystackClient, refund: Refund): Promise<Movement> {
  const transaction = await client.transaction(refund.transaction ?? '');
  const { id: ref, amount, currency } = refund;
  const at = timeOf(refund.createdAt ?? refund.created_at);
  return { kind: 'refund', ref, amount, currency, at, ...placeOf(transaction) };
}

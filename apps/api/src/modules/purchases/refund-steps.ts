import { ProviderRefusal, ProviderUnknown } from '@telex-credits/payments';
import { type PurchasesContext, providerOf, settled, timeOf } from './context.js';
import { purchaseNotFound } from './errors.js';
import { fulfil } from './fulfil.js';
import { noted } from './order-state.js';
import { repayIfPossible } from './repayments.js';
import type { Order, RefundDoc } from './schemas.js';
import { type RefundHold, releaseHold } from './steps.js';
import { moneyOf } from './view.js';

/** Seconds after which a refund whose outcome is not known is asked about again; then hourly. */
const askAgainSeconds = [5, 30, 120, 600, 1800];
/** Longer than all calls of one attempt may take together. */
const leaseSeconds = 90;

function holdOf(refund: RefundDoc): RefundHold | null {
  return refund.credits === '0'
    ? null
    : { holdId: refund.holdId, releaseId: `release:${refund.holdId}` };
}

/** Sets the credits aside, so that nobody spends what is being paid back. */
async function takeHold(
  context: PurchasesContext,
  order: Order,
  refund: RefundDoc,
): Promise<RefundDoc> {
  if (refund.credits !== '0') {
    const [result] = await context.ledger.submit([
      {
        type: 'hold',
        id: refund.holdId,
        walletId: refund.organisationId,
        credits: BigInt(refund.credits),
        onlyLotId: order.lotId,
        limits: [],
        keyId: null,
        moduleId: 'refund',
        publisherId: null,
        developerBps: 0,
        expiresAt: refund.holdUntil,
        note: { kind: 'refund', purchaseId: order.id, refundId: refund.id },
      },
    ]);
    const refusal = settled(result, ['insufficient_credits', 'lot_not_found', 'wallet_not_found']);
    if (refusal !== null) {
      return fail(context, order, refund, 'the credits were spent meanwhile');
    }
  }
  return context.repository.changeRefund(refund.id, (before) =>
    before.state === 'requested' ? { ...before, state: 'held' } : undefined,
  );
}

/** Ends a refund without paying back; its credits can be spent again. */
async function fail(
  context: PurchasesContext,
  order: Order,
  refund: RefundDoc,
  failure: string,
): Promise<RefundDoc> {
  const hold = holdOf(refund);
  if (hold !== null && refund.state !== 'requested') {
    await releaseHold(context, order, hold);
  }
  let changed = false;
  const ended = await context.repository.changeRefund(refund.id, (before) => {
    changed = before.openFor !== null;
    const end = { openFor: null, dueAt: null, leaseUntil: null };
    return changed ? { ...before, ...end, state: 'failed', failure } : undefined;
  });
  if (changed) {
    const detail = `${moneyOf(order, BigInt(refund.amount)).amount}: ${failure}`;
    const line = { at: timeOf(context), what: 'refund_failed', detail };
    await context.repository.changeOrder(order.id, (before) => noted(before, line));
  }
  return ended;
}

/** Sends the refund, or asks what became of it when it was sent before. */
async function ask(
  context: PurchasesContext,
  order: Order,
  refund: RefundDoc,
): Promise<'succeeded' | 'pending' | { readonly failed: string }> {
  const provider = providerOf(context, order);
  const { paymentRef } = order;
  if (paymentRef === null) {
    return { failed: 'the purchase has no payment' };
  }
  const known =
    refund.attempts > 1
      ? await provider.findRefund({ refundId: refund.id, paymentRef })
      : undefined;
  const amount = { minor: BigInt(refund.amount), currency: order.price.currency };
  try {
    const reason = 'requested by the customer';
    const { state } =
      known ?? (await provider.refund({ refundId: refund.id, paymentRef, amount, reason }));
    return state === 'failed' ? { failed: 'the provider could not pay it back' } : state;
  } catch (error) {
    if (error instanceof ProviderRefusal) {
      return { failed: error.message };
    }
    throw error;
  }
}

/** Attempts in which a provider's sums may lag behind its own answer. */
const lagAttempts = 4;

/**
 * The money is back: the credits go, then the hold ends, and the purchase shows it. While the
 * provider's own sum does not tell of it yet, the hold stays and it is asked about again.
 */
async function succeed(
  context: PurchasesContext,
  order: Order,
  refund: RefundDoc,
): Promise<RefundDoc> {
  const after = await fulfil(context, order.id);
  const expected = BigInt(refund.before) + BigInt(refund.amount);
  if (BigInt(after.refunded) < expected && refund.attempts < lagAttempts) {
    return refund;
  }
  const hold = holdOf(refund);
  if (hold !== null) {
    await releaseHold(context, order, hold);
    await repayIfPossible(context, order.organisationId);
  }
  return context.repository.changeRefund(refund.id, (before) =>
    before.openFor === null
      ? undefined
      : { ...before, state: 'succeeded', openFor: null, dueAt: null, leaseUntil: null },
  );
}

/** Counts an attempt and plans the next one, before anything is sent: a crash only repeats it. */
function startAttempt(context: PurchasesContext, refund: RefundDoc): Promise<RefundDoc> {
  const now = context.environment.now().getTime();
  return context.repository.changeRefund(refund.id, (before) => {
    if (before.state !== 'held' && before.state !== 'sent') {
      return undefined;
    }
    const wait = askAgainSeconds[before.attempts] ?? 3600;
    const dueAt = new Date(now + wait * 1000).toISOString();
    return { ...before, state: 'sent', attempts: before.attempts + 1, dueAt };
  });
}

async function work(context: PurchasesContext, id: string): Promise<RefundDoc> {
  const refund = await context.repository.refund(id);
  const order = refund && (await context.repository.order(refund.purchaseId));
  if (refund === undefined || order === undefined) {
    throw purchaseNotFound();
  }
  const held = refund.state === 'requested' ? await takeHold(context, order, refund) : refund;
  const sent = await startAttempt(context, held);
  if (sent.state !== 'sent') {
    return sent;
  }
  try {
    const outcome = await ask(context, order, sent);
    if (outcome === 'pending') {
      return sent;
    }
    return outcome === 'succeeded'
      ? await succeed(context, order, sent)
      : await fail(context, order, sent, outcome.failed);
  } catch (error) {
    if (error instanceof ProviderUnknown) {
      return sent;
    }
    throw error;
  }
}

/**
 * Takes a refund as far as it will go: credits set aside, provider asked, books settled. One worker
 * at a time has it, under a lease; while another one does, this answers the refund as it is. Each
 * step can be repeated: ids of ledger and provider follow from the refund. One whose outcome is not
 * known keeps its hold and is asked about again.
 */
export async function continueRefund(context: PurchasesContext, id: string): Promise<RefundDoc> {
  const { repository } = context;
  const now = context.environment.now();
  let isOurs = false;
  const refund = await repository.changeRefund(id, (before) => {
    const { openFor, leaseUntil } = before;
    isOurs = openFor !== null && (leaseUntil === null || leaseUntil <= now.toISOString());
    const until = new Date(now.getTime() + leaseSeconds * 1000).toISOString();
    return isOurs ? { ...before, leaseUntil: until } : undefined;
  });
  if (!isOurs) {
    return refund;
  }
  try {
    return await work(context, id);
  } finally {
    await repository.changeRefund(id, (before) =>
      before.leaseUntil === null ? undefined : { ...before, leaseUntil: null },
    );
  }
}

/**
 * After news of a payment: ends an open refund of ours that it may be about, and marks those that
 * were done and could not be paid back after all.
 */
export async function followRefunds(context: PurchasesContext, order: Order): Promise<void> {
  const { repository } = context;
  const open = await repository.openRefund(order.id);
  if (open !== undefined && open.before !== order.refunded) {
    await continueRefund(context, open.id);
  }
  const done = (await repository.refundsOf(order.id)).filter(({ state }) => state === 'succeeded');
  const sum = done.reduce((total, { amount }) => total + BigInt(amount), 0n);
  if (sum <= BigInt(order.refunded) || order.paymentRef === null) {
    return;
  }
  for (const { id: refundId } of done) {
    const { paymentRef } = order;
    const known = await providerOf(context, order).findRefund({ refundId, paymentRef });
    if (known?.state === 'failed') {
      const failure = 'the provider could not pay it back';
      await repository.changeRefund(refundId, (before) => ({
        ...before,
        state: 'failed',
        failure,
      }));
    }
  }
}

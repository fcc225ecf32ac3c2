import { parseMoney } from '@telex-credits/money';
import type { ChargeableMethod } from '../payment-methods/service.js';
import type { Offered, TopUpState } from '../purchases/service.js';
import { type AutoTopUpContext, timeOf } from './context.js';
import { tellCapReached, tellDeclined } from './notices.js';
import { pauseRule } from './pauses.js';
import type { Attempt, Rule } from './schemas.js';

/** Declines in a row after which a rule rests. */
const declinesMax = 3;
/** Least time between two top-ups of one wallet. */
const spacingMs = 60_000;
/** How long a declined method is left alone, by the number of declines. */
const declineWaitMs = [3_600_000, 6 * 3_600_000];

/** Whether the wallet needs a top-up: what is under way counts as if it were there. */
async function isNeeded(context: AutoTopUpContext, rule: Rule): Promise<boolean> {
  const wallet = await context.ledger.wallet(rule.id);
  if (wallet === undefined || wallet.frozen.length > 0) {
    return false;
  }
  const threshold = BigInt(rule.threshold);
  const available = wallet.posted - wallet.held;
  if (available >= threshold) {
    return false;
  }
  return available + (await context.purchases.pendingCredits(rule.id)) < threshold;
}

function isReady(rule: Rule | undefined, now: string): rule is Rule {
  return rule?.enabled === true && rule.paused === null && rule.notBefore <= now;
}

/** Whether the month has room for `price` on top of all that counts already. */
async function fitsCap(
  context: AutoTopUpContext,
  rule: Rule,
  add: { readonly month: string; readonly price: bigint },
): Promise<boolean> {
  const { minor: cap, currency } = parseMoney(rule.monthlyCap);
  return (await context.repository.spentIn(rule.id, add.month, currency)) + add.price <= cap;
}

/** What would be bought with what; undefined, and the rule rests, where that is not possible. */
async function planOf(
  context: AutoTopUpContext,
  rule: Rule,
): Promise<{ readonly method: ChargeableMethod; readonly sale: Offered } | undefined> {
  const method = await context.methods.chargeable(rule.id, rule.paymentMethodId);
  if (method === undefined) {
    await pauseRule(context, rule.id, { reason: 'payment_method_removed', payUrl: null });
    return undefined;
  }
  const { currency } = rule.monthlyCap;
  const { refill } = rule;
  const wallet = await context.ledger.wallet(rule.id);
  const available = (wallet?.posted ?? 0n) - (wallet?.held ?? 0n);
  const { provider } = method;
  const sale = await context.purchases.quote({ refill, currency, provider, available });
  if (sale === undefined) {
    await pauseRule(context, rule.id, { reason: 'not_on_sale', payUrl: null });
    return undefined;
  }
  return { method, sale };
}

async function tellCapOnce(context: AutoTopUpContext, rule: Rule, month: string): Promise<void> {
  let isNew = false;
  await context.repository.changeRule(rule.id, (before) => {
    isNew = before.capToldFor !== month;
    return isNew ? { ...before, capToldFor: month } : undefined;
  });
  if (isNew) {
    await tellCapReached(context, rule);
  }
}

/**
 * Starts a top-up where one is needed and allowed. The attempt is written first, and a unique index
 * lets one be open per wallet; need and cap are looked at once more behind it, because an earlier
 * attempt may have ended meanwhile.
 */
export async function startIfNeeded(
  context: AutoTopUpContext,
  organisationId: string,
): Promise<void> {
  const { repository, environment } = context;
  const rule = await repository.rule(organisationId);
  if (!isReady(rule, timeOf(context))) {
    return;
  }
  // First: that nothing could be charged is better known before the credits run out.
  const plan = await planOf(context, rule);
  if (plan === undefined || !(await isNeeded(context, rule))) {
    return;
  }
  const month = await context.monthOf(organisationId);
  const { minor: price } = parseMoney(plan.sale.price);
  if (!(await fitsCap(context, rule, { month, price }))) {
    await tellCapOnce(context, rule, month);
    return;
  }
  const attempt: Attempt = {
    ...{ id: environment.newId('pur'), organisationId, openFor: organisationId, state: 'open' },
    ...{ isOpen: true, paymentMethodId: plan.method.id, personId: rule.consent.personId },
    ...{ sale: plan.sale, currency: rule.monthlyCap.currency, month, createdAt: timeOf(context) },
  };
  if (await repository.insertAttempt(attempt)) {
    await begin(context, attempt);
  }
}

/** Charges an attempt that nobody else can have started, or gives it up where it is needless now. */
async function begin(context: AutoTopUpContext, attempt: Attempt): Promise<void> {
  const rule = await context.repository.rule(attempt.organisationId);
  const { month } = attempt;
  const isWanted =
    isReady(rule, timeOf(context)) &&
    (await isNeeded(context, rule)) &&
    (await fitsCap(context, rule, { month, price: 0n }));
  const { organisationId, paymentMethodId, personId, id, sale } = attempt;
  const method = await context.methods.chargeable(organisationId, paymentMethodId);
  if (!isWanted || method === undefined) {
    await end(context, attempt, 'dropped');
    return;
  }
  const { provider } = method;
  const wish = { id, organisationId, personId, provider, method, sale };
  await conclude(context, attempt, await context.purchases.charge(wish));
}

/** Goes on with an open attempt: one that a crash cut short is begun, others are looked after. */
export async function followAttempt(context: AutoTopUpContext, attempt: Attempt): Promise<void> {
  const state = await context.purchases.state(attempt.id);
  await (state === undefined ? begin(context, attempt) : conclude(context, attempt, state));
}

/** Closes an attempt, once; false where it was closed before. */
async function end(
  context: AutoTopUpContext,
  attempt: Attempt,
  state: Exclude<Attempt['state'], 'open'>,
): Promise<boolean> {
  let isOurs = false;
  await context.repository.changeAttempt(attempt.id, (before) => {
    isOurs = before.isOpen;
    return isOurs ? { ...before, state, isOpen: false, openFor: null } : undefined;
  });
  return isOurs;
}

const later = (context: AutoTopUpContext, ms: number) =>
  new Date(context.environment.now().getTime() + ms).toISOString();

async function concludeDeclined(context: AutoTopUpContext, attempt: Attempt): Promise<void> {
  const { organisationId } = attempt;
  // Before it is closed, so that nothing starts in between.
  const notBefore = later(context, spacingMs);
  await context.repository.changeRule(organisationId, (before) => ({ ...before, notBefore }));
  if (!(await end(context, attempt, 'declined'))) {
    return;
  }
  const rule = await context.repository.changeRule(organisationId, (before) => ({
    ...before,
    declines: before.declines + 1,
    notBefore: later(context, declineWaitMs[before.declines] ?? spacingMs),
  }));
  if ((rule?.declines ?? 0) >= declinesMax) {
    await pauseRule(context, organisationId, {
      reason: 'declined',
      payUrl: `${context.appOrigin}/buy`,
    });
  } else {
    await tellDeclined(context, attempt);
  }
}

async function concludeUnanswered(context: AutoTopUpContext, attempt: Attempt): Promise<void> {
  const { organisationId, id } = attempt;
  const payUrl = `${context.appOrigin}/buy`;
  if (await end(context, attempt, 'action_required')) {
    await pauseRule(context, organisationId, { reason: 'authentication_required', payUrl });
    const data = { id, status: 'failed', action: 'authentication_required', payUrl };
    await context.events.publish(organisationId, 'purchase.updated', data);
  }
}

/** After a success: the next one comes a minute later at the earliest. */
async function rest(context: AutoTopUpContext, organisationId: string): Promise<void> {
  const notBefore = later(context, spacingMs);
  await context.repository.changeRule(organisationId, (before) => ({
    ...before,
    ...{ declines: 0, notBefore },
  }));
}

/** Draws the conclusions from how an attempt's purchase stands; an open one stays open. */
async function conclude(
  context: AutoTopUpContext,
  attempt: Attempt,
  { status, failure }: TopUpState,
): Promise<void> {
  switch (status) {
    case 'pending':
    case 'processing':
      return;
    case 'failed':
      await (failure?.needsPayer === true
        ? concludeUnanswered(context, attempt)
        : concludeDeclined(context, attempt));
      return;
    case 'review':
    case 'expired':
      if (await end(context, attempt, 'unknown')) {
        await pauseRule(context, attempt.organisationId, {
          reason: 'outcome_unknown',
          payUrl: null,
        });
      }
      return;
    default:
      // Paid, whatever happened to it since.
      await rest(context, attempt.organisationId);
      await end(context, attempt, 'paid');
  }
}

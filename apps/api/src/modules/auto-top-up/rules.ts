import type { AutoTopUp, SetAutoTopUp } from '@telex-credits/contracts';
import {
  AmountError,
  parseCredits,
  parseMoney,
  printCredits,
  printMoney,
} from '@telex-credits/money';
import { consentText } from './consent-text.js';
import { type AutoTopUpContext, timeOf } from './context.js';
import {
  capBelowPrice,
  consentOutdated,
  invalidCap,
  methodNotFound,
  refillNotOnSale,
  targetBelowThreshold,
} from './errors.js';
import type { Rule } from './schemas.js';

/** What there is where nobody ever turned it on. */
const nothing = {
  ...{ enabled: false, threshold: null, refill: null, paymentMethodId: null, monthlyCap: null },
  ...{ spentThisMonth: null, paused: null, openPurchaseId: null, consent: null },
} as const;

/** The rule of a wallet as the contract shows it. */
export async function showRule(
  context: AutoTopUpContext,
  organisationId: string,
): Promise<AutoTopUp> {
  const rule = await context.repository.rule(organisationId);
  const shownText = { consentText: { ...consentText } };
  if (rule === undefined) {
    return { ...nothing, ...shownText };
  }
  const { currency } = rule.monthlyCap;
  const month = await context.monthOf(organisationId);
  const minor = await context.repository.spentIn(organisationId, month, currency);
  const open = await context.repository.openAttempt(organisationId);
  const { enabled, refill, paymentMethodId, monthlyCap, paused, consent } = rule;
  return {
    ...{ enabled, refill, paymentMethodId, monthlyCap, consent },
    paused: enabled ? paused : null,
    threshold: printCredits(BigInt(rule.threshold)),
    spentThisMonth: printMoney({ minor, currency }),
    openPurchaseId: open?.id ?? null,
    ...shownText,
  };
}

type Wish = Extract<SetAutoTopUp, { enabled: true }>;

function capOf({ monthlyCap }: Wish) {
  try {
    const cap = parseMoney(monthlyCap);
    if (cap.minor <= 0n) {
      throw new AmountError('The monthly limit must be above zero.');
    }
    return cap;
  } catch (error) {
    throw error instanceof AmountError ? invalidCap(error.message) : error;
  }
}

/** Refuses what could never be bought: better now than when the credits run out. */
async function check(context: AutoTopUpContext, organisationId: string, wish: Wish): Promise<void> {
  if (wish.consentTextVersion !== consentText.version) {
    throw consentOutdated(consentText.version);
  }
  const method = await context.methods.chargeable(organisationId, wish.paymentMethodId);
  if (method === undefined) {
    throw methodNotFound();
  }
  const { minor: cap, currency } = capOf(wish);
  const { refill } = wish;
  const { provider } = method;
  if (refill.kind === 'target' && parseCredits(refill.credits) <= parseCredits(wish.threshold)) {
    throw targetBelowThreshold();
  }
  // A target from an empty wallet: the most that one top-up can cost.
  const sale = await context.purchases.quote({ refill, currency, provider, available: 0n });
  if (sale === undefined) {
    throw refillNotOnSale();
  }
  if (parseMoney(sale.price).minor > cap) {
    throw capBelowPrice(sale.price);
  }
}

/**
 * Turns automatic top-ups on, with the consent of who does it, or off. Saving it again starts a rule
 * that rests. Throws 409 `consent_outdated`, 404 `payment_method_not_found`, 400
 * `refill_not_on_sale` and 400 `cap_below_price`.
 */
export async function setRule(
  context: AutoTopUpContext,
  owner: { readonly organisationId: string; readonly personId: string },
  wish: SetAutoTopUp,
): Promise<void> {
  const { repository, audit } = context;
  const { organisationId, personId } = owner;
  const at = timeOf(context);
  const known = await repository.rule(organisationId);
  if (wish.enabled) {
    await check(context, organisationId, wish);
    const { refill, paymentMethodId, monthlyCap, consentTextVersion: textVersion } = wish;
    const rule: Rule = {
      ...{ id: organisationId, enabled: true, refill, paymentMethodId, monthlyCap },
      threshold: parseCredits(wish.threshold).toString(),
      consent: { personId, at, textVersion },
      ...{ paused: null, declines: 0, notBefore: at, capToldFor: null },
    };
    await repository.saveRule(rule);
  } else if (known !== undefined) {
    await repository.changeRule(organisationId, (before) => ({ ...before, enabled: false }));
  }
  await audit.record({
    actorId: personId,
    organisationId,
    action: wish.enabled ? 'auto_top_up.enabled' : 'auto_top_up.disabled',
    objectId: organisationId,
    detail: { ...wish },
  });
}

import { billingRoles } from '@telex-credits/contracts';
import type { AutoTopUpContext } from './context.js';
import type { Attempt, Rule } from './schemas.js';

type PauseReason = NonNullable<Rule['paused']>['reason'];

/** Why a rule rests, for a mail; each ends with what to do. */
const pauseTexts: Readonly<Record<PauseReason, string>> = {
  authentication_required:
    'Your bank wants the payment confirmed by a person, so it was not made. Nothing will be charged automatically until you turn it on again.',
  declined:
    'The payment method was declined three times in a row. Nothing will be charged automatically until you choose another one, or turn it on again.',
  payment_method_removed: 'The payment method was removed. Choose another one to go on.',
  not_on_sale: 'What it buys is no longer sold like this. Choose a package to go on.',
  outcome_unknown:
    'The payment provider could not say whether the last charge was made. We look into it; nothing more will be charged until you turn it on again.',
};

async function mail(
  context: AutoTopUpContext,
  organisationId: string,
  message: { readonly subject: string; readonly text: string },
): Promise<void> {
  const { organisations, mailer, appOrigin } = context;
  const name = (await organisations.name(organisationId)) ?? organisationId;
  const settings = `${appOrigin}/limits`;
  for (const to of await organisations.emails(organisationId, billingRoles)) {
    const text = `${message.text}\n\nOrganisation: ${name}\nSettings: ${settings}`;
    await mailer.send({ to, subject: message.subject, text });
  }
}

/** Tells that automatic top-ups rest, and where a person can pay instead. */
export function tellPaused(
  context: AutoTopUpContext,
  organisationId: string,
  paused: NonNullable<Rule['paused']>,
): Promise<void> {
  const pay = paused.payUrl === null ? '' : `\n\nPay here: ${paused.payUrl}`;
  const text = `${pauseTexts[paused.reason]}${pay}`;
  return mail(context, organisationId, { subject: 'Automatic top-ups are paused', text });
}

/** Tells of one declined charge. */
export function tellDeclined(context: AutoTopUpContext, attempt: Attempt): Promise<void> {
  const { amount, currency } = attempt.sale.price;
  const text = `The payment of ${amount} ${currency} for ${attempt.sale.packageName} was declined. It is tried again later; after three declines it stops.\n\nPay here: ${context.appOrigin}/buy`;
  return mail(context, attempt.organisationId, { subject: 'A top-up was declined', text });
}

/** Tells that the month's cap leaves no room for another top-up. */
export function tellCapReached(context: AutoTopUpContext, rule: Rule): Promise<void> {
  const { amount, currency } = rule.monthlyCap;
  const text = `Another top-up would go over your monthly limit of ${amount} ${currency}, so none is made before next month. Raise the limit, or buy credits yourself.\n\nPay here: ${context.appOrigin}/buy`;
  return mail(context, rule.id, { subject: 'The monthly limit of top-ups is reached', text });
}

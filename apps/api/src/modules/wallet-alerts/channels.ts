import { billingRoles } from '@telex-credits/contracts';
import { printCredits } from '@telex-credits/money';
import type { WalletAlertsContext } from './context.js';
import type { AlertChannel, AlertDelivery, AlertRule } from './schemas.js';

/** What is told: a fall, or that somebody tries the channel out. */
export type Told = Pick<AlertDelivery, 'alertId' | 'at' | 'threshold' | 'posted'> | 'test';

/** Why a channel did not take a message, in words for people. */
class NotTold extends Error {
  override readonly name = 'NotTold';
}

async function wordsOf(
  { organisations, appOrigin }: Pick<WalletAlertsContext, 'organisations' | 'appOrigin'>,
  organisationId: string,
  told: Told,
) {
  const name = (await organisations.name(organisationId)) ?? organisationId;
  if (told === 'test') {
    return {
      subject: 'A test of low-credit alerts',
      text: `This is a test: low-credit alerts of ${name} arrive here.`,
    };
  }
  const left = printCredits(BigInt(told.posted));
  const threshold = printCredits(BigInt(told.threshold));
  return {
    subject: 'Credits run low',
    text: `${name} has ${left} credits left, which is below ${threshold}. Buy more: ${appOrigin}/buy`,
  };
}

async function tellByMail(
  context: WalletAlertsContext,
  { id: organisationId }: AlertRule,
  told: Told,
): Promise<void> {
  const { subject, text } = await wordsOf(context, organisationId, told);
  const settings = `\n\nSettings: ${context.appOrigin}/limits`;
  const addresses = await context.organisations.confirmedEmails(organisationId, billingRoles);
  const sent = await Promise.all(
    addresses.map((to) => context.mailer.send({ to, subject, text: text + settings })),
  );
  // One that got through is enough: sending to all again would tell somebody twice.
  if (!sent.includes(true)) {
    throw new NotTold(
      addresses.length === 0
        ? 'No administrator or manager of the organisation has a confirmed address.'
        : 'The mail could not be sent.',
    );
  }
}

async function tellTelex(
  context: WalletAlertsContext,
  { id: organisationId, telexChannel }: AlertRule,
  told: Told,
): Promise<void> {
  if (telexChannel === null) {
    throw new NotTold('No Telex channel is set.');
  }
  const { subject, text } = await wordsOf(context, organisationId, told);
  const answer = await context.post(new URL(context.seal.open(telexChannel.sealedUrl)), {
    event_name: subject,
    // Channels show HTML; an organisation's name is anybody's text.
    message: text.replaceAll(/[<>]/g, ' '),
    status: told === 'test' ? 'success' : 'error',
    username: 'Telex Credits',
  });
  if (typeof answer === 'string') {
    throw new NotTold(answer);
  }
  if (answer < 200 || answer > 299) {
    throw new NotTold(`Telex answered with status ${answer}.`);
  }
}

async function tellWebhooks(
  context: WalletAlertsContext,
  { id: organisationId }: AlertRule,
  told: Told,
): Promise<void> {
  if (told !== 'test') {
    const balance = printCredits(BigInt(told.posted));
    const data = { balance, threshold: printCredits(BigInt(told.threshold)) };
    const { alertId: id, at } = told;
    await context.notify(organisationId, { type: 'wallet.low_balance', id, at, data });
  }
}

const tellBy = { email: tellByMail, webhook: tellWebhooks, telexChannel: tellTelex } as const;

/**
 * Tells through one channel and keeps how that went, for people to see. Answers null, or what the
 * problem was.
 */
export async function tell(
  context: WalletAlertsContext,
  rule: AlertRule,
  { channel, told }: { readonly channel: AlertChannel; readonly told: Told },
): Promise<string | null> {
  const problem = await tellBy[channel](context, rule, told).then(
    () => null,
    (error: unknown) =>
      error instanceof NotTold ? error.message : 'It could not be sent for a reason of ours.',
  );
  const at = context.environment.now().toISOString();
  await context.repository.changeRule(rule.id, (doc) => {
    const { lastSentAt } = doc.results[channel];
    const result =
      problem === null
        ? { lastSentAt: at, lastProblem: null }
        : { lastSentAt, lastProblem: { at, reason: problem } };
    return { ...doc, results: { ...doc.results, [channel]: result } };
  });
  return problem;
}

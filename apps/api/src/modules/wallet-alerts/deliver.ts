import { tell } from './channels.js';
import type { WalletAlertsContext } from './context.js';
import type { AlertChannel, AlertDelivery, AlertRule } from './schemas.js';

const minuteMs = 60_000;
/** How long after the first, second, … failure it is tried again; then it is given up. */
const waitsMs = [minuteMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs];
/** More than a mail server and Telex take together. */
const leaseMs = minuteMs;

function isWanted(rule: AlertRule, channel: AlertChannel): boolean {
  return channel === 'telexChannel' ? rule.telexChannel !== null : rule[channel];
}

/** When to try again after so many attempts; null to give it up. */
function nextAttempt(now: Date, attempts: number): string | null {
  const wait = waitsMs[attempts - 1];
  return wait === undefined ? null : new Date(now.getTime() + wait).toISOString();
}

async function deliver(context: WalletAlertsContext, delivery: AlertDelivery): Promise<void> {
  const { organisationId, channel, attempts } = delivery;
  const rule = await context.repository.rule(organisationId);
  const problem =
    rule !== undefined && isWanted(rule, channel)
      ? await tell(context, rule, { channel, told: delivery })
      : null;
  const again = problem === null ? null : nextAttempt(context.environment.now(), attempts);
  await context.repository.changeDelivery(delivery.id, (doc) => ({ ...doc, nextAttemptAt: again }));
}

/** Sends what is due: at once, and after a failure four times more, the last 2.6 hours later. */
export async function deliverDue(context: WalletAlertsContext): Promise<void> {
  const { repository, environment } = context;
  for (const id of await repository.due(environment.now())) {
    const now = environment.now();
    const taken = await repository.take(id, now, new Date(now.getTime() + leaseMs));
    if (taken !== undefined && taken.attempts > waitsMs.length + 1) {
      // Each attempt killed its process.
      await repository.changeDelivery(id, (doc) => ({ ...doc, nextAttemptAt: null }));
    } else if (taken !== undefined) {
      await deliver(context, taken);
    }
  }
}

/** Puts a fall on its way through every channel that is on; again does nothing. */
export async function send(
  { repository }: Pick<WalletAlertsContext, 'repository'>,
  rule: AlertRule,
  fall: {
    readonly seq: number;
    readonly at: string;
    readonly threshold: bigint;
    readonly posted: bigint;
  },
): Promise<void> {
  const alertId = `low_${rule.id}_${fall.seq}`;
  const channels = (['email', 'webhook', 'telexChannel'] as const).filter((channel) =>
    isWanted(rule, channel),
  );
  for (const channel of channels) {
    await repository.addDelivery({
      ...{ id: `${alertId}_${channel}`, organisationId: rule.id, channel, alertId, at: fall.at },
      ...{ threshold: fall.threshold.toString(), posted: fall.posted.toString() },
      ...{ attempts: 0, nextAttemptAt: fall.at },
    });
  }
}

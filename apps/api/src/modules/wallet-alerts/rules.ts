import type { SetWalletAlerts, WalletAlerts } from '@telex-credits/contracts';
import { parseCredits, printCredits } from '@telex-credits/money';
import type { WalletAlertsContext } from './context.js';
import { channelMissing } from './errors.js';
import type { AlertRule } from './schemas.js';
import { channelHint, telexChannelUrl } from './telex-channel.js';

const never = { lastSentAt: null, lastProblem: null };

/** What there is where nobody ever set anything. */
const nothing: WalletAlerts = {
  thresholds: [],
  email: { enabled: false, ...never },
  webhook: { enabled: false, ...never },
  telexChannel: { enabled: false, hint: null, ...never },
};

export function showRule(rule: AlertRule | undefined): WalletAlerts {
  if (rule === undefined) {
    return nothing;
  }
  const { results, telexChannel } = rule;
  return {
    thresholds: rule.thresholds.map((threshold) => printCredits(BigInt(threshold))),
    email: { enabled: rule.email, ...results.email },
    webhook: { enabled: rule.webhook, ...results.webhook },
    telexChannel: {
      ...{ enabled: telexChannel !== null, hint: telexChannel?.hint ?? null },
      ...results.telexChannel,
    },
  };
}

/** The channel to keep. Throws 400 `telex_channel_not_allowed` and `telex_channel_missing`. */
function channelOf(
  context: WalletAlertsContext,
  wish: SetWalletAlerts['telexChannel'],
  known: AlertRule | undefined,
): AlertRule['telexChannel'] {
  if (wish === null) {
    return null;
  }
  if (wish.url === undefined) {
    const kept = known?.telexChannel ?? null;
    if (kept === null) {
      throw channelMissing();
    }
    return kept;
  }
  const url = telexChannelUrl(wish.url, context.telexOrigin);
  return { sealedUrl: context.seal.seal(url.href), hint: channelHint(url) };
}

/** Where the wallet stands: falls are looked for behind this. */
async function standing({ ledger }: WalletAlertsContext, walletId: string) {
  const [newest] = await ledger.entries({ walletId, order: 'newest_first', limit: 1 });
  return { lastSeq: newest?.seq ?? 0, lastPosted: (newest?.after?.posted ?? 0n).toString() };
}

/** Replaces what a wallet wants to be told. A balance that is below a threshold already is no fall. */
export async function setRule(
  context: WalletAlertsContext,
  owner: { readonly organisationId: string; readonly actorId: string },
  wish: SetWalletAlerts,
): Promise<void> {
  const { organisationId, actorId } = owner;
  const known = await context.repository.rule(organisationId);
  const micros = [...new Set(wish.thresholds.map(parseCredits))].sort((a, b) => (a < b ? -1 : 1));
  const wanted = {
    thresholds: micros.map(String),
    ...{ email: wish.email, webhook: wish.webhook },
    telexChannel: channelOf(context, wish.telexChannel, known),
    ...{ updatedAt: context.environment.now().toISOString(), updatedBy: actorId },
    ...(await standing(context, organisationId)),
  };
  const results = { email: never, webhook: never, telexChannel: never };
  const fresh: AlertRule = { id: organisationId, ...wanted, results, testedAt: null };
  await context.repository.saveRule(fresh, (rule) => ({
    ...{ ...rule, ...wanted },
    ...(rule.lastSeq > wanted.lastSeq
      ? { lastSeq: rule.lastSeq, lastPosted: rule.lastPosted }
      : {}),
  }));
  await context.audit.record({
    ...{ actorId, organisationId, action: 'wallet.alerts_set', objectId: organisationId },
    detail: {
      ...{ thresholds: wish.thresholds, email: wish.email, webhook: wish.webhook },
      telexChannel: wanted.telexChannel?.hint ?? null,
    },
  });
}

import type {
  ReplyOf,
  SetWalletAlerts,
  WalletAlerts,
  walletAlertRoutes,
} from '@telex-credits/contracts';
import type { Entry } from '@telex-credits/ledger';
import type { DocumentStore } from '@telex-credits/store';
import { createJournalFollower, type JournalFollower } from '../../projector/journal-follower.js';
import { tell } from './channels.js';
import type { WalletAlertsContext } from './context.js';
import { deliverDue, send } from './deliver.js';
import { channelOff, testedJustNow } from './errors.js';
import { fallsIn } from './falls.js';
import { createWalletAlertsRepository } from './repository.js';
import { setRule, showRule } from './rules.js';
import type { AlertRule } from './schemas.js';

/** Telling when credits run low; the door to this module. */
export interface WalletAlertsService {
  get(organisationId: string): Promise<WalletAlerts>;
  /** See `setRule`. */
  set(
    owner: { readonly organisationId: string; readonly actorId: string },
    wish: SetWalletAlerts,
  ): Promise<WalletAlerts>;
  /** Throws 409 `alert_channel_off`, 429 `rate_limited`. */
  test(
    organisationId: string,
    channel: 'email' | 'telexChannel',
  ): Promise<ReplyOf<typeof walletAlertRoutes.test>>;
  /** Sends what is due; run it every few seconds. */
  deliverDue(): Promise<void>;
  /** Has what expired written to the journal where it may be a fall; run it a few times an hour. */
  settleAll(): Promise<void>;
  /** Forgets what was told over 30 days ago. */
  prune(): Promise<void>;
  /** Finds falls, in the journal's order, each once. */
  readonly follower: JournalFollower;
}

export interface WalletAlertsDeps extends Omit<WalletAlertsContext, 'repository'> {
  readonly documents: DocumentStore;
  /** Writes to the journal what has ended in a wallet meanwhile. */
  readonly settle: (organisationId: string) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

const testSpacingMs = 30_000;
const keptMs = 30 * 24 * 3_600_000;

/** Makes the service; `follower` must be started. */
export function createWalletAlertsService(deps: WalletAlertsDeps): WalletAlertsService {
  const { documents, ledger, environment, onError } = deps;
  const repository = createWalletAlertsRepository(documents);
  const context: WalletAlertsContext = { ...deps, repository };

  async function watch(rule: AlertRule, entries: readonly Entry[]): Promise<void> {
    const from = { lastSeq: rule.lastSeq, lastPosted: BigInt(rule.lastPosted) };
    const { falls, ...after } = fallsIn(entries, rule.thresholds.map(BigInt), from);
    // Before they are counted as seen: after a crash in between they are found, and named, again.
    for (const fall of falls) {
      await send(context, rule, fall);
    }
    await repository.changeRule(rule.id, (doc) =>
      doc.lastSeq < after.lastSeq
        ? { ...doc, lastSeq: after.lastSeq, lastPosted: after.lastPosted.toString() }
        : undefined,
    );
  }

  const follower = createJournalFollower({
    ...{ name: 'wallet-alerts', documents, ledger, onError },
    async apply(entries) {
      const wallets = new Set(entries.map(({ walletId }) => walletId));
      for (const walletId of wallets) {
        const rule = walletId === null ? undefined : await repository.rule(walletId);
        if (rule !== undefined) {
          await watch(
            rule,
            entries.filter((entry) => entry.walletId === walletId),
          );
        }
      }
    },
  });

  return {
    follower,
    get: async (organisationId) => showRule(await repository.rule(organisationId)),
    async set(owner, wish) {
      // What fell under the rule before is told by it.
      await follower.catchUp();
      await setRule(context, owner, wish);
      return showRule(await repository.rule(owner.organisationId));
    },
    async test(organisationId, channel) {
      const now = environment.now();
      const rule = await repository.rule(organisationId);
      if (rule === undefined || !showRule(rule)[channel].enabled) {
        throw channelOff();
      }
      await repository.changeRule(organisationId, (doc) => {
        const wait = Date.parse(doc.testedAt ?? '1970-01-01') + testSpacingMs - now.getTime();
        if (wait > 0) {
          throw testedJustNow(Math.ceil(wait / 1000));
        }
        return { ...doc, testedAt: now.toISOString() };
      });
      const problem = await tell(context, rule, { channel, told: 'test' });
      return { sent: problem === null, problem };
    },
    deliverDue: () => deliverDue(context),
    async settleAll() {
      for await (const { id, thresholds } of repository.everyRule()) {
        if (thresholds.length > 0) {
          await deps.settle(id);
        }
      }
    },
    prune: () =>
      repository.deleteBefore(new Date(environment.now().getTime() - keptMs).toISOString()),
  };
}

import type { AutoTopUp, SetAutoTopUp } from '@telex-credits/contracts';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { createSerial } from '../../foundation/serial.js';
import { createJournalFollower, type JournalFollower } from '../../projector/journal-follower.js';
import { followAttempt, startIfNeeded } from './attempts.js';
import type { AutoTopUpContext } from './context.js';
import { createAutoTopUpRepository } from './repository.js';
import { setRule, showRule } from './rules.js';

/** Wallets that buy credits by themselves; the door to this module. */
export interface AutoTopUpService {
  get(organisationId: string): Promise<AutoTopUp>;
  /** See `setRule`. A wallet that is below its threshold already is topped up by the next check. */
  set(
    owner: { readonly organisationId: string; readonly personId: string },
    wish: SetAutoTopUp,
  ): Promise<AutoTopUp>;
  /** Goes on with open attempts, and looks at every wallet with a rule; run it a few times a minute. */
  checkAll(): Promise<void>;
  /** Looks at wallets as soon as something was taken from them. */
  readonly follower: JournalFollower;
}

export interface AutoTopUpDeps extends Omit<AutoTopUpContext, 'repository' | 'ledger'> {
  readonly documents: DocumentStore;
  readonly ledger: Pick<LedgerStore, 'wallet' | 'entries' | 'lastSeq' | 'onCommit'>;
  /** Told what went wrong in the background; it is tried again. */
  readonly onError: (error: unknown) => void;
  /** How long a burst of deductions is waited for. */
  readonly spacingMs?: number;
}

/** Makes the service; `follower` must be started for top-ups that do not wait for the next check. */
export function createAutoTopUpService(deps: AutoTopUpDeps): AutoTopUpService {
  const { documents, ledger, onError } = deps;
  const repository = createAutoTopUpRepository(documents);
  const context: AutoTopUpContext = { ...deps, repository };
  const serial = createSerial();

  /** Looks at one wallet; failures are told about, because others must not wait for it. */
  async function look(organisationId: string): Promise<void> {
    try {
      await serial(organisationId, async () => {
        const open = await repository.openAttempt(organisationId);
        if (open !== undefined) {
          await followAttempt(context, open);
        }
        await startIfNeeded(context, organisationId);
      });
    } catch (error) {
      onError(error);
    }
  }

  return {
    get: (organisationId) => showRule(context, organisationId),
    async set(owner, wish) {
      await setRule(context, owner, wish);
      const shown = await showRule(context, owner.organisationId);
      // The wallet may be low already. The answer does not wait for a provider.
      void look(owner.organisationId);
      return shown;
    },
    async checkAll() {
      const open = (await repository.openAttempts()).map((attempt) => attempt.organisationId);
      for (const organisationId of new Set([...open, ...(await repository.enabled())])) {
        await look(organisationId);
      }
    },
    follower: createJournalFollower({
      ...{ name: 'auto-top-up', documents, ledger, onError },
      spacingMs: deps.spacingMs ?? 250,
      async apply(entries) {
        const wallets = new Set(entries.map(({ walletId }) => walletId));
        for (const walletId of wallets) {
          if (walletId !== null && (await repository.rule(walletId))?.enabled === true) {
            await look(walletId);
          }
        }
      },
    }),
  };
}

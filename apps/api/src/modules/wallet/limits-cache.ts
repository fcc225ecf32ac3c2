import type { WalletLimits } from '@telex-credits/contracts';

/** Another process may change caps: what it changed counts here after this time at the latest. */
const freshForMs = 5_000;
const entriesMax = 20_000;

/** The caps of wallets that spend, so that a call need not read them again. */
export interface LimitsCache {
  of(organisationId: string): Promise<WalletLimits>;
  /** After a change, before it is answered. */
  forget(organisationId: string): void;
}

/** Keeps caps as long as keys and modules are kept: our own changes count at once. */
export function createLimitsCache(deps: {
  readonly now: () => Date;
  readonly read: (organisationId: string) => Promise<WalletLimits>;
}): LimitsCache {
  const known = new Map<string, { readonly limits: WalletLimits; readonly readAt: number }>();
  let changes = 0;

  return {
    async of(organisationId) {
      const found = known.get(organisationId);
      if (found !== undefined && deps.now().getTime() - found.readAt < freshForMs) {
        return found.limits;
      }
      const seen = changes;
      const readAt = deps.now().getTime();
      const limits = await deps.read(organisationId);
      // What was changed while it was read may be missing in it.
      if (seen === changes) {
        if (known.size >= entriesMax) {
          known.clear();
        }
        known.set(organisationId, { limits, readAt });
      }
      return limits;
    },
    forget(organisationId) {
      changes += 1;
      known.delete(organisationId);
    },
  };
}

import { printCredits } from '@telex-credits/money';
import type { LedgerReader } from '@telex-credits/store';

/** A cap, as it is stored. */
interface Cap {
  readonly credits: string;
  readonly period: 'day' | 'month' | 'total';
}

/** How the ledger names a period of each kind. */
const periodShape = { day: /^\d{4}-\d{2}-\d{2}$/, month: /^\d{4}-\d{2}$/, total: /^total$/ };

/** A cap with what its running period has used and held, from the wallet's own counters. */
export interface CapUse extends Cap {
  readonly used: string;
  readonly held: string;
}

/** Reads the counters of one wallet once, for any number of keys and connections of it. */
export async function capUses(deps: {
  readonly ledger: Pick<LedgerReader, 'wallet'>;
  readonly organisationId: string;
  readonly now: Date;
}): Promise<(limitId: string, cap: Cap | null) => CapUse | null> {
  const wallet = await deps.ledger.wallet(deps.organisationId);
  const now = deps.now.toISOString();
  const running = (wallet?.counters ?? [])
    .filter(({ periodEndsAt }) => periodEndsAt === null || periodEndsAt > now)
    // After a change of the wallet's zone two periods may run: the later one is today's.
    .sort((a, b) => ((a.periodEndsAt ?? '') < (b.periodEndsAt ?? '') ? 1 : -1));
  return (limitId, cap) => {
    if (cap === null) {
      return null;
    }
    const counter = running.find(
      ({ id, period }) => id === limitId && periodShape[cap.period].test(period),
    );
    return {
      ...{ credits: cap.credits, period: cap.period },
      used: printCredits(counter?.used ?? 0n),
      held: printCredits(counter?.held ?? 0n),
    };
  };
}

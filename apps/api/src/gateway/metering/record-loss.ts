import { printCredits } from '@telex-credits/money';
import type { GatewayDeps } from '../deps.js';
import type { Losses } from '../records/losses.js';
import { type CallFacts, receiptNote, type Verdict } from './call-facts.js';
import { submitOnce } from './submit-once.js';

/**
 * Makes what records that a delivered call was paid by nobody: a row for the platform, and where the
 * wallet allows it a receipt of zero credits whose `excess` says how much it was. Safe to repeat.
 */
export function createRecordLoss(
  deps: Pick<GatewayDeps, 'ledger' | 'environment'> & { readonly losses: Losses },
) {
  const { ledger, environment } = deps;

  return async (facts: CallFacts, verdict: Verdict): Promise<void> => {
    const { usageId, organisationId, moduleId, publisherId, developerBps } = facts;
    const at = environment.now();
    const lost = verdict.priced?.credits ?? 0n;
    await deps.losses.record({
      id: usageId,
      organisationId,
      moduleId,
      credits: printCredits(lost),
      route: facts.route,
      at: at.toISOString(),
    });
    await submitOnce(ledger, {
      type: 'charge',
      id: `${usageId}_loss`,
      walletId: organisationId,
      ...{ moduleId, publisherId, developerBps },
      keyId: facts.identityId,
      credits: 0n,
      limits: [],
      note: receiptNote(facts, verdict, { at, excess: lost, outcome: 'charged_late' }),
    });
  };
}

export type RecordLoss = ReturnType<typeof createRecordLoss>;

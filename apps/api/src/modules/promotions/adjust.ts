import type { promotionRoutes, ReplyOf } from '@telex-credits/contracts';
import { parseCredits, printCredits } from '@telex-credits/money';
import { ledgerUnavailable } from '../../foundation/ledger-refusals.js';
import type { PromotionsContext } from './context.js';
import { adjustmentExceedsAvailable, organisationNotFound } from './errors.js';

/** An administrator's correction of a wallet; the id makes it once. */
export interface Adjustment {
  readonly id: string;
  readonly organisationId: string;
  readonly credits: string;
  readonly reason: string;
  readonly actorId: string;
}

/**
 * Corrects a wallet and writes who did it, and why, to the audit log. Throws 404 for an organisation
 * that does not exist and 409 `insufficient_credits` when less is available than is to be removed.
 */
export async function adjustWallet(
  context: PromotionsContext,
  adjustment: Adjustment,
): Promise<ReplyOf<typeof promotionRoutes.adjust>> {
  const { id, organisationId, credits, reason, actorId } = adjustment;
  if ((await context.organisations.name(organisationId)) === undefined) {
    throw organisationNotFound();
  }
  const [result] = await context.ledger.submit([
    {
      type: 'adjust',
      id,
      walletId: organisationId,
      credits: parseCredits(credits),
      reason,
      note: { kind: 'adjustment', actorId },
    },
  ]);
  if (result?.ok !== true) {
    const refusal = result?.refusal;
    if (refusal?.code === 'insufficient_credits') {
      throw adjustmentExceedsAvailable(printCredits(refusal.available));
    }
    if (refusal?.code === 'wallet_not_found') {
      throw organisationNotFound();
    }
    throw ledgerUnavailable();
  }
  const object = { organisationId, action: 'wallet.adjust', objectId: id };
  await context.audit.record({ actorId, ...object, detail: { credits, reason } });
  const posted = printCredits(result.entry.after?.posted ?? 0n);
  return { id, organisationId, credits, posted, at: result.entry.at };
}

import { bpsWhole, mulDivFloor, type Nanos } from '@telex-credits/money';
import { accounts } from './accounts.js';
import type { Draft } from './draft.js';
import type { LotPart } from './lots.js';
import type { Terms } from './operations.js';
import { utcDay } from './timestamps.js';

/**
 * Consumes a part of a lot. The developer's share of the basis that it releases rounds down; the
 * platform gets the rest, and all of it where there is no developer (design, section 3).
 */
export function spendPart(
  draft: Draft,
  part: LotPart,
  how: { readonly from: 'available' | 'held'; readonly terms: Terms },
): void {
  const { publisherId, developerBps } = how.terms;
  const { lotId, credits } = part;
  const { kind } = draft.lot(lotId);
  const basis = draft.spend(part, how.from, accounts.creditsConsumed);
  const share = publisherId === null ? 0n : BigInt(developerBps);
  const developer = mulDivFloor(basis, share, bpsWhole);
  const day = utcDay(draft.context.now);
  draft.addUse({ lotId, kind, credits, basis, developer, publisherId, day });
}

/** What a platform-run module owes its upstream. */
export function oweUpstream(draft: Draft, cost: Nanos | undefined): void {
  draft.moveBase(accounts.upstreamCost, accounts.upstreamPayable, cost ?? 0n);
}

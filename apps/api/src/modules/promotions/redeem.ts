import type { Redemption } from '@telex-credits/contracts';
import { addressKey, daysFrom, identityOf, type PromotionsContext } from './context.js';
import {
  promotionNotFound,
  promotionRedeemed,
  promotionUsedUp,
  tooManyRedemptions,
} from './errors.js';
import { give } from './give.js';
import type { PromotionDoc, RedemptionDoc } from './schemas.js';

/** Who wants to redeem what. */
export interface RedeemRequest {
  /** Follows from the request's key: the same request is one redemption. */
  readonly requestId: string;
  readonly code: string;
  readonly organisationId: string;
  /** Confirmed. */
  readonly email: string;
  readonly address: string;
}

/** How often another redemption may take the place that was meant for ours. */
const attemptsMax = 50;
/** A redemption that was not given at once is given by a job after this. */
const repairSeconds = 30;

/** Redemption, promotion and person are one: the id says so. */
function redemptionId(context: PromotionsContext, promotion: PromotionDoc, email: string): string {
  return `red_${promotion.id.slice(promotion.id.indexOf('_') + 1)}_${identityOf(context, email)}`;
}

async function insertNew(
  context: PromotionsContext,
  promotion: PromotionDoc,
  request: RedeemRequest,
): Promise<RedemptionDoc> {
  const { repository, environment } = context;
  const now = environment.now();
  const { credits, funded, maxRedemptions, validDays, name } = promotion;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const place = (await repository.redeemed(promotion.id)) + 1;
    if (maxRedemptions !== null && place > maxRedemptions) {
      throw promotionUsedUp();
    }
    const doc: RedemptionDoc = {
      id: redemptionId(context, promotion, request.email),
      promotionId: promotion.id,
      ...{ place, name, credits, funded },
      expiresAt: validDays === null ? null : daysFrom(now, validDays),
      organisationId: request.organisationId,
      requestId: request.requestId,
      address: addressKey(context, request.address),
      createdAt: now.toISOString(),
      dueAt: new Date(now.getTime() + repairSeconds * 1000).toISOString(),
    };
    const taken = await repository.insertRedemption(doc);
    if (taken === null) {
      return doc;
    }
    if (taken === 'id') {
      throw promotionRedeemed();
    }
  }
  throw new Error(`no place was free in promotion ${promotion.id}`);
}

async function checkVelocity(context: PromotionsContext, address: string): Promise<void> {
  const { repository, environment, terms } = context;
  const limit = terms.redemptionsPerAddressAndDay;
  const since = daysFrom(environment.now(), -1);
  const key = addressKey(context, address);
  if ((await repository.fromAddress(key, since, limit)) >= limit) {
    throw tooManyRedemptions();
  }
}

/** Gives what a redemption promises; safe to repeat. */
async function finish(context: PromotionsContext, doc: RedemptionDoc): Promise<void> {
  const { id, organisationId, credits, name, expiresAt, funded } = doc;
  await give(context, { id: `lot_${id}`, organisationId, credits, name, expiresAt, funded });
  await context.repository.markGiven(id);
}

/**
 * Redeems a code: once per person, at most as often as the promotion says, and not too often from
 * one place. The redemption is written first, so a crash in between loses no credits and gives none
 * twice. Throws 404, 409 and 429 before anything is given.
 */
export async function redeem(
  context: PromotionsContext,
  request: RedeemRequest,
): Promise<Redemption> {
  const { repository, environment } = context;
  const promotion = await repository.promotionByCode(request.code);
  const now = environment.now().toISOString();
  const hasEnded = promotion?.endsAt != null && promotion.endsAt <= now;
  if (promotion === undefined || !promotion.active || hasEnded) {
    throw promotionNotFound();
  }
  const known = await repository.redemption(redemptionId(context, promotion, request.email));
  if (known !== undefined && known.requestId !== request.requestId) {
    throw promotionRedeemed();
  }
  if (known === undefined) {
    await checkVelocity(context, request.address);
  }
  const doc = known ?? (await insertNew(context, promotion, request));
  await finish(context, doc);
  return showRedemption(doc);
}

/** Gives what was promised and not given, because something died in between. */
export async function finishRedemptions(context: PromotionsContext): Promise<void> {
  const now = context.environment.now().toISOString();
  for (const doc of await context.repository.redemptionsDue(now)) {
    await finish(context, doc);
  }
}

export function showRedemption(doc: RedemptionDoc): Redemption {
  const { id, name, credits, expiresAt, createdAt } = doc;
  return { id, name, credits, expiresAt, createdAt };
}

import type { promotionRoutes, ReplyOf } from '@telex-credits/contracts';
import type { Entry } from '@telex-credits/ledger';
import { daysFrom, identityOf, type PromotionsContext } from './context.js';
import { ownReferral, referralNotFound, referralTooLate } from './errors.js';
import { give } from './give.js';
import { normalisedEmail } from './identity-key.js';
import type { ReferralClaimDoc } from './schemas.js';

/** Without letters and digits that look alike. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 8;
const attemptsMax = 20;

function newCode(context: PromotionsContext): string {
  const bytes = context.environment.randomBytes(codeLength);
  return [...bytes].map((byte) => alphabet[byte % alphabet.length]).join('');
}

async function codeOf(context: PromotionsContext, organisationId: string): Promise<string> {
  const { repository } = context;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const known = await repository.referralCode(organisationId);
    if (known !== undefined) {
      return known;
    }
    await repository.insertReferralCode(organisationId, newCode(context));
  }
  throw new Error(`no referral code was free for ${organisationId}`);
}

/** Whether an organisation has ever paid for credits. */
async function hasBought(context: PromotionsContext, walletId: string): Promise<boolean> {
  let afterSeq = 0;
  for (;;) {
    const grants = await context.ledger.entries({
      ...{ walletId, types: ['grant'], afterSeq, order: 'oldest_first', limit: 100 },
    });
    if (grants.some((entry) => paidPurchaseOf(entry) !== undefined)) {
      return true;
    }
    const last = grants.at(-1);
    if (last === undefined) {
      return false;
    }
    afterSeq = last.seq;
  }
}

function paidPurchaseOf({ operation }: Entry): string | undefined {
  return operation.type === 'grant' ? operation.source?.purchaseId : undefined;
}

/** The organisation's own code, and what came of it. */
export async function showReferral(
  context: PromotionsContext,
  organisationId: string,
): Promise<ReplyOf<typeof promotionRoutes.referral>> {
  const { repository, terms } = context;
  const code = await codeOf(context, organisationId);
  const [waiting, maturing, rewarded] = await Promise.all(
    (['waiting', 'maturing', 'rewarded'] as const).map((state) =>
      repository.countClaims(organisationId, state),
    ),
  );
  const claimed = (await repository.claim(organisationId)) !== undefined;
  return {
    code,
    link: `${context.appOrigin}/sign-up?referral=${code}`,
    credits: terms.referralCredits,
    validDays: terms.referralValidDays,
    waiting: (waiting ?? 0) + (maturing ?? 0),
    rewarded: rewarded ?? 0,
    canClaim: !(claimed || (await hasBought(context, organisationId))),
  };
}

/**
 * Names who brought an organisation: once per organisation and per person, before its first
 * purchase, and never oneself. Throws 404 and 409; again with the same code changes nothing.
 */
export async function claimReferral(
  context: PromotionsContext,
  claim: { readonly organisationId: string; readonly email: string; readonly code: string },
): Promise<void> {
  const { repository, environment } = context;
  const { organisationId, email } = claim;
  const referrerId = await repository.referrer(claim.code);
  if (referrerId === undefined) {
    throw referralNotFound();
  }
  const known = await repository.claim(organisationId);
  if (known?.referrerId === referrerId) {
    return;
  }
  const theirs = await context.organisations.emails(referrerId, ['administrator', 'manager']);
  const isOwn = theirs.some((other) => normalisedEmail(other) === normalisedEmail(email));
  if (referrerId === organisationId || isOwn) {
    throw ownReferral();
  }
  if (known !== undefined || (await hasBought(context, organisationId))) {
    throw referralTooLate();
  }
  const taken = await repository.insertClaim({
    ...{ id: organisationId, referrerId, identity: identityOf(context, email), state: 'waiting' },
    createdAt: environment.now().toISOString(),
    ...{ purchaseId: null, rewardedAt: null, dueAt: null },
  });
  if (taken !== null && (await repository.claim(organisationId))?.referrerId !== referrerId) {
    throw referralTooLate();
  }
}

/** Sees first purchases: their claims are due when the purchase cannot be refunded any more. */
export async function noteFirstPurchases(
  context: PromotionsContext,
  entries: readonly Entry[],
): Promise<void> {
  for (const entry of entries) {
    const purchaseId = paidPurchaseOf(entry);
    if (purchaseId !== undefined && entry.walletId !== null) {
      const dueAt = daysFrom(new Date(entry.at), context.terms.refundDays);
      await context.repository.changeClaim(entry.walletId, (claim) =>
        claim.state === 'waiting' ? { ...claim, state: 'maturing', purchaseId, dueAt } : undefined,
      );
    }
  }
}

async function isDeserved(context: PromotionsContext, claim: ReferralClaimDoc): Promise<boolean> {
  const { purchases, repository, environment, terms } = context;
  const sale = await purchases.sale(claim.purchaseId ?? '');
  if (sale === undefined || sale.refunded > 0n) {
    return false;
  }
  const since = daysFrom(environment.now(), -30);
  const lately = await repository.countClaims(claim.referrerId, 'rewarded', since);
  return lately < terms.referralsPerMonth;
}

async function reward(context: PromotionsContext, claim: ReferralClaimDoc): Promise<void> {
  const { terms, environment, repository } = context;
  const now = environment.now();
  const deserved = await isDeserved(context, claim);
  if (deserved) {
    const days = terms.referralValidDays;
    const credits = terms.referralCredits;
    // From a fixed moment, so that a repeated gift is the same one.
    const expiresAt =
      days === null ? null : daysFrom(new Date(claim.dueAt ?? claim.createdAt), days);
    const both = { credits, expiresAt, funded: false };
    const tail = claim.id.slice(claim.id.indexOf('_') + 1);
    const mine = { id: `lot_ref_to_${tail}`, organisationId: claim.id };
    const theirs = { id: `lot_ref_from_${tail}`, organisationId: claim.referrerId };
    await give(context, { ...both, ...mine, name: 'Welcome by referral' });
    await give(context, { ...both, ...theirs, name: 'Thank you for a referral' });
  }
  await repository.changeClaim(claim.id, (doc) =>
    doc.state === 'maturing'
      ? {
          ...doc,
          ...{ state: deserved ? 'rewarded' : 'void', dueAt: null },
          rewardedAt: deserved ? now.toISOString() : null,
        }
      : undefined,
  );
}

/** Rewards claims whose first purchase stayed. Each step can be repeated. */
export async function rewardReferrals(context: PromotionsContext): Promise<void> {
  const now = context.environment.now().toISOString();
  for (const claim of await context.repository.claimsDue(now)) {
    await reward(context, claim);
  }
}

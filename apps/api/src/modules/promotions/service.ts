import type {
  BodyOf,
  Promotion,
  promotionRoutes,
  Redemption,
  ReplyOf,
} from '@telex-credits/contracts';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { pageOf } from '../../foundation/page-of.js';
import { createJournalFollower, type JournalFollower } from '../../projector/journal-follower.js';
import { type Adjustment, adjustWallet } from './adjust.js';
import { defaultPromotionTerms, type PromotionsContext, type PromotionTerms } from './context.js';
import { promotionDocNotFound, promotionExists } from './errors.js';
import { finishRedemptions, type RedeemRequest, redeem, showRedemption } from './redeem.js';
import { claimReferral, noteFirstPurchases, rewardReferrals, showReferral } from './referrals.js';
import { createPromotionsRepository } from './repository.js';
import type { PromotionDoc } from './schemas.js';

interface Paging {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Credits that nobody paid for: codes, referrals and corrections. */
export interface PromotionsService {
  redeem(request: RedeemRequest): Promise<Redemption>;
  redemptions(
    organisationId: string,
    page: Paging,
  ): Promise<ReplyOf<typeof promotionRoutes.redemptions>>;
  referral(organisationId: string): Promise<ReplyOf<typeof promotionRoutes.referral>>;
  claimReferral(claim: {
    readonly organisationId: string;
    readonly email: string;
    readonly code: string;
  }): Promise<ReplyOf<typeof promotionRoutes.referral>>;
  list(page: Paging): Promise<ReplyOf<typeof promotionRoutes.list>>;
  create(
    id: string,
    actorId: string,
    body: BodyOf<typeof promotionRoutes.create>,
  ): Promise<Promotion>;
  change(
    id: string,
    actorId: string,
    body: BodyOf<typeof promotionRoutes.change>,
  ): Promise<Promotion>;
  adjust(adjustment: Adjustment): Promise<ReplyOf<typeof promotionRoutes.adjust>>;
  /** Gives what a crash kept back, and rewards referrals that are due; a job. */
  giveDue(): Promise<void>;
  /** Sees first purchases. */
  readonly follower: JournalFollower;
}

export interface PromotionsDeps extends Omit<PromotionsContext, 'repository' | 'terms'> {
  readonly documents: DocumentStore;
  readonly ledger: Pick<LedgerStore, 'submit' | 'entries' | 'lastSeq' | 'onCommit'>;
  readonly terms?: Partial<PromotionTerms>;
  readonly onError: (error: unknown) => void;
}

/** Makes the service. */
export function createPromotionsService(deps: PromotionsDeps): PromotionsService {
  const repository = createPromotionsRepository(deps.documents);
  const context = { ...deps, repository, terms: { ...defaultPromotionTerms, ...deps.terms } };
  const follower = createJournalFollower({
    ...deps,
    name: 'referrals',
    apply: (entries) => noteFirstPurchases(context, entries),
  });
  return {
    follower,
    redeem: (request) => redeem(context, request),
    redemptions: (organisationId, page) =>
      paged(repository.redemptionPage(organisationId, at(page)), showRedemption),
    referral: (organisationId) => showReferral(context, organisationId),
    async claimReferral(claim) {
      await claimReferral(context, claim);
      return showReferral(context, claim.organisationId);
    },
    list: (page) => paged(repository.promotionPage(at(page)), (doc) => show(context, doc)),
    create: (id, actorId, body) => createPromotion(context, { id, actorId, body }),
    change: (id, actorId, body) => changePromotion(context, { id, actorId, body }),
    adjust: (adjustment) => adjustWallet(context, adjustment),
    async giveDue() {
      await finishRedemptions(context);
      await follower.catchUp();
      await rewardReferrals(context);
    },
  };
}

const at = ({ limit, cursor }: Paging) => ({ limit, cursor: cursor ?? null });

async function paged<T, W>(
  found: Promise<{ readonly items: { readonly doc: T }[]; readonly nextCursor: string | null }>,
  present: (doc: T) => W | Promise<W>,
): Promise<{ data: W[]; nextCursor: string | null }> {
  const { items, nextCursor } = await pageOf(() => found);
  return { data: await Promise.all(items.map(({ doc }) => present(doc))), nextCursor };
}

async function show(context: PromotionsContext, doc: PromotionDoc): Promise<Promotion> {
  return { ...doc, redeemed: await context.repository.redeemed(doc.id) };
}

interface AdminAct<Body> {
  readonly id: string;
  readonly actorId: string;
  readonly body: Body;
}

/** A repeated request finds what it made; another one with the same code is refused. */
async function createPromotion(
  context: PromotionsContext,
  { id, actorId, body }: AdminAct<BodyOf<typeof promotionRoutes.create>>,
): Promise<Promotion> {
  const { repository, environment, audit } = context;
  const createdAt = environment.now().toISOString();
  const doc: PromotionDoc = { id, ...body, active: true, createdAt };
  const taken = await repository.insertPromotion(doc);
  const there = taken === null ? doc : await repository.promotion(id);
  if (there === undefined) {
    throw promotionExists();
  }
  const { code, credits } = there;
  const object = { organisationId: null, action: 'promotion.create', objectId: id };
  await audit.record({ actorId, ...object, detail: { code, credits } });
  return show(context, there);
}

async function changePromotion(
  context: PromotionsContext,
  { id, actorId, body }: AdminAct<BodyOf<typeof promotionRoutes.change>>,
): Promise<Promotion> {
  const { active, maxRedemptions, endsAt } = body;
  const doc = await context.repository.changePromotion(id, (before) => ({
    ...before,
    ...(active === undefined ? {} : { active }),
    ...(maxRedemptions === undefined ? {} : { maxRedemptions }),
    ...(endsAt === undefined ? {} : { endsAt }),
  }));
  if (doc === undefined) {
    throw promotionDocNotFound();
  }
  const object = { organisationId: null, action: 'promotion.change', objectId: id };
  await context.audit.record({ actorId, ...object });
  return show(context, doc);
}

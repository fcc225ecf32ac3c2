import { type Collection, type DocumentStore, UniqueViolation, update } from '@telex-credits/store';
import {
  type PromotionDoc,
  promotionCollection,
  type RedemptionDoc,
  type ReferralClaimDoc,
  redemptionCollection,
  referralClaimCollection,
  referralCodeCollection,
} from './schemas.js';

export type PromotionsRepository = ReturnType<typeof createPromotionsRepository>;

interface Page {
  readonly limit: number;
  readonly cursor: string | null;
}

/** The index that a second document would have broken; null where it was inserted. */
async function insertOr<T extends { readonly id: string }>(
  collection: Collection<T>,
  doc: T,
): Promise<string | null> {
  try {
    await collection.insert(doc);
    return null;
  } catch (error) {
    if (error instanceof UniqueViolation) {
      return error.index;
    }
    throw error;
  }
}

/** Promotions, redemptions and referrals, as documents. */
export function createPromotionsRepository(documents: DocumentStore) {
  return {
    ...promotionsOf(documents),
    ...redemptionsOf(documents),
    ...referralsOf(documents),
  };
}

function promotionsOf(documents: DocumentStore) {
  const promotions = documents.collection(promotionCollection);
  return {
    insertPromotion: (doc: PromotionDoc) => insertOr(promotions, doc),
    promotion: async (id: string) => (await promotions.get(id))?.doc,
    async promotionByCode(code: string): Promise<PromotionDoc | undefined> {
      const query = { index: 'by_code', equals: [code], limit: 1 };
      return (await promotions.find(query)).items[0]?.doc;
    },
    promotionPage: (page: Page) =>
      promotions.find({ index: 'by_time', equals: [], order: 'descending', ...page }),
    changePromotion: (id: string, change: (doc: PromotionDoc) => PromotionDoc) =>
      update(promotions, id, change),
  };
}

function redemptionsOf(documents: DocumentStore) {
  const redemptions = documents.collection(redemptionCollection);
  return {
    insertRedemption: (doc: RedemptionDoc) => insertOr(redemptions, doc),
    redemption: async (id: string) => (await redemptions.get(id))?.doc,
    /** How many of a promotion were given: the last place. */
    async redeemed(promotionId: string): Promise<number> {
      const query = { index: 'by_place', equals: [promotionId], order: 'descending', limit: 1 };
      return (await redemptions.find({ ...query, order: 'descending' })).items[0]?.doc.place ?? 0;
    },
    /** How many came from a network address since a time, counted up to `limit`. */
    async fromAddress(address: string, since: string, limit: number): Promise<number> {
      const query = { index: 'by_address', equals: [address], range: { from: since }, limit };
      return (await redemptions.find(query)).items.length;
    },
    redemptionPage: (organisationId: string, page: Page) =>
      redemptions.find({
        ...{ index: 'by_organisation', equals: [organisationId], order: 'descending' },
        ...page,
      }),
    async redemptionsDue(now: string): Promise<RedemptionDoc[]> {
      const range = { before: now };
      const found = await redemptions.find({ index: 'by_due', equals: [], range, limit: 100 });
      return found.items.map(({ doc }) => doc);
    },
    markGiven: (id: string) =>
      update(redemptions, id, (doc) => (doc.dueAt === null ? undefined : { ...doc, dueAt: null })),
  };
}

function referralsOf(documents: DocumentStore) {
  const codes = documents.collection(referralCodeCollection);
  const claims = documents.collection(referralClaimCollection);
  return {
    referralCode: async (organisationId: string) => (await codes.get(organisationId))?.doc.code,
    insertReferralCode: (organisationId: string, code: string) =>
      insertOr(codes, { id: organisationId, code }),
    async referrer(code: string): Promise<string | undefined> {
      const found = await codes.find({ index: 'by_code', equals: [code], limit: 1 });
      return found.items[0]?.doc.id;
    },
    insertClaim: (doc: ReferralClaimDoc) => insertOr(claims, doc),
    claim: async (organisationId: string) => (await claims.get(organisationId))?.doc,
    changeClaim: (
      organisationId: string,
      change: (doc: ReferralClaimDoc) => ReferralClaimDoc | undefined,
    ) => update(claims, organisationId, change),
    async claimsDue(now: string): Promise<ReferralClaimDoc[]> {
      const found = await claims.find({
        ...{ index: 'by_due', equals: [], range: { before: now }, limit: 100 },
      });
      return found.items.map(({ doc }) => doc);
    },
    /** Claims of a referrer in a state, counted up to 1,000; `since` a reward where one is given. */
    async countClaims(
      referrerId: string,
      state: ReferralClaimDoc['state'],
      since?: string,
    ): Promise<number> {
      const range = since === undefined ? {} : { range: { from: since } };
      const query = { index: 'by_referrer', equals: [referrerId, state], ...range, limit: 1000 };
      return (await claims.find(query)).items.length;
    },
  };
}

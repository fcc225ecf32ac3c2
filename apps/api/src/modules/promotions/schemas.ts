import { creditsSchema, timeSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const promotionDocSchema = z.strictObject({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  credits: creditsSchema,
  validDays: z.number().int().nullable(),
  funded: z.boolean(),
  maxRedemptions: z.number().int().nullable(),
  endsAt: timeSchema.nullable(),
  active: z.boolean(),
  createdAt: timeSchema,
});
export type PromotionDoc = z.infer<typeof promotionDocSchema>;

export const promotionCollection = defineCollection({
  name: 'promotions',
  schema: promotionDocSchema,
  indexes: {
    by_code: { fields: ['code'], unique: true },
    by_time: { fields: ['createdAt'] },
  },
});

/** Credits that are given, or were. Its id follows from promotion and person: there is one of it. */
const redemptionDocSchema = z.strictObject({
  id: z.string(),
  promotionId: z.string(),
  /** 1, 2, 3 … without a gap: what the promotion's maximum counts. */
  place: z.number().int(),
  name: z.string(),
  credits: creditsSchema,
  funded: z.boolean(),
  expiresAt: timeSchema.nullable(),
  organisationId: z.string(),
  /** The request that made it: only that one may be repeated. */
  requestId: z.string(),
  /** Keyed hash of the network address, for the velocity limit; nobody can be found by it. */
  address: z.string(),
  createdAt: timeSchema,
  /** Until the ledger has given the credits; then null. */
  dueAt: timeSchema.nullable(),
});
export type RedemptionDoc = z.infer<typeof redemptionDocSchema>;

export const redemptionCollection = defineCollection({
  name: 'redemptions',
  schema: redemptionDocSchema,
  indexes: {
    by_place: { fields: ['promotionId', 'place'], unique: true },
    by_organisation: { fields: ['organisationId', 'createdAt'] },
    by_address: { fields: ['address', 'createdAt'] },
    by_due: { fields: ['dueAt'] },
  },
});

/** An organisation's referral code, under the organisation's id. */
const referralCodeSchema = z.strictObject({ id: z.string(), code: z.string() });

export const referralCodeCollection = defineCollection({
  name: 'referral_codes',
  schema: referralCodeSchema,
  indexes: { by_code: { fields: ['code'], unique: true } },
});

/** That an organisation was brought by another; under the id of the one that came. */
const referralClaimSchema = z.strictObject({
  id: z.string(),
  referrerId: z.string(),
  /** Keyed hash of the normalised address of whoever named the referrer: one claim per person. */
  identity: z.string(),
  /**
   * `waiting` for the first purchase; `maturing` until that cannot be refunded any more; `rewarded`,
   * or `void` where it was refunded or the referrer has had enough for one month.
   */
  state: z.enum(['waiting', 'maturing', 'rewarded', 'void']),
  purchaseId: z.string().nullable(),
  createdAt: timeSchema,
  rewardedAt: timeSchema.nullable(),
  /** When the reward is due; null before the purchase and at the end. */
  dueAt: timeSchema.nullable(),
});
export type ReferralClaimDoc = z.infer<typeof referralClaimSchema>;

export const referralClaimCollection = defineCollection({
  name: 'referral_claims',
  schema: referralClaimSchema,
  indexes: {
    by_identity: { fields: ['identity'], unique: true },
    by_referrer: { fields: ['referrerId', 'state', 'rewardedAt'] },
    by_due: { fields: ['dueAt'] },
  },
});

import { createHmac } from 'node:crypto';
import type { LedgerStore } from '@telex-credits/store';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog, Organisations } from '../../foundation/ports.js';
import type { PurchasesService } from '../purchases/service.js';
import { normalisedEmail } from './identity-key.js';
import type { PromotionsRepository } from './repository.js';

/** What the parts of this module work with. */
export interface PromotionsContext {
  readonly repository: PromotionsRepository;
  readonly ledger: Pick<LedgerStore, 'submit' | 'entries'>;
  readonly purchases: Pick<PurchasesService, 'sale'>;
  readonly organisations: Pick<Organisations, 'name' | 'emails'>;
  readonly environment: Pick<Environment, 'now' | 'randomBytes'>;
  readonly audit: AuditLog;
  readonly creditPrice: string;
  readonly secretKey: string;
  readonly appOrigin: string;
  readonly terms: PromotionTerms;
}

/** What an operator decides about promotions. */
export interface PromotionTerms {
  /** Codes that may be redeemed from one network address in a day. */
  readonly redemptionsPerAddressAndDay: number;
  /** What each side of a referral gets, and for how long. */
  readonly referralCredits: string;
  readonly referralValidDays: number | null;
  /** Rewards of one referrer in 30 days; further ones are void. */
  readonly referralsPerMonth: number;
  /** Days after the first purchase until it can no longer be refunded by the buyer. */
  readonly refundDays: number;
}

/** What holds where an operator says nothing. */
export const defaultPromotionTerms: PromotionTerms = {
  redemptionsPerAddressAndDay: 5,
  referralCredits: '100',
  referralValidDays: 90,
  referralsPerMonth: 20,
  refundDays: 14,
};

const dayMs = 86_400_000;

export const daysFrom = (time: Date, days: number): string =>
  new Date(time.getTime() + days * dayMs).toISOString();

/** A keyed hash: equal texts are found, and nobody can be found by it without the server's key. */
function keyed(context: Pick<PromotionsContext, 'secretKey'>, kind: string, text: string): string {
  return createHmac('sha256', context.secretKey)
    .update(`promotions:${kind}:${text}`)
    .digest('base64url')
    .slice(0, 32);
}

/** One value for all addresses that reach the same mailbox. */
export const identityOf = (context: Pick<PromotionsContext, 'secretKey'>, email: string): string =>
  keyed(context, 'identity', normalisedEmail(email));

export const addressKey = (
  context: Pick<PromotionsContext, 'secretKey'>,
  address: string,
): string => keyed(context, 'address', address);

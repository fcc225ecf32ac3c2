import type { WalletLimits } from '@telex-credits/contracts';
import { type DocumentStore, UniqueViolation, update } from '@telex-credits/store';
import { type LimitsDoc, limitsCollection } from './schemas.js';

/** Caps of wallets, as documents. */
export interface WalletRepository {
  limits(organisationId: string): Promise<WalletLimits>;
  saveLimits(doc: LimitsDoc): Promise<void>;
}

/** What holds for a wallet whose caps nobody has set. */
const noLimits: WalletLimits = {
  timezone: 'UTC',
  perCall: null,
  perDay: null,
  perMonth: null,
  modules: [],
};

export function createWalletRepository(documents: DocumentStore): WalletRepository {
  const limits = documents.collection(limitsCollection);
  return {
    async limits(organisationId) {
      const stored = await limits.get(organisationId);
      if (stored === undefined) {
        return noLimits;
      }
      const { timezone, perCall, perDay, perMonth, modules } = stored.doc;
      return { timezone, perCall, perDay, perMonth, modules };
    },
    async saveLimits(doc) {
      try {
        await limits.insert(doc);
      } catch (error) {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
        await update(limits, doc.id, () => doc);
      }
    },
  };
}

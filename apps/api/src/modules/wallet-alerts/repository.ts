import {
  type Collection,
  type DocumentStore,
  type FindQuery,
  UniqueViolation,
  update,
} from '@telex-credits/store';
import { takeDue } from '../../jobs/leased-work.js';
import { insertedOnce } from '../../projector/fold.js';
import { everyDocument } from '../../projector/pages.js';
import { type AlertDelivery, type AlertRule, alertDeliveries, alertRules } from './schemas.js';

export type WalletAlertsRepository = ReturnType<typeof createWalletAlertsRepository>;

const pageSize = 100;

/** What wallets want to be told, and what is on its way. */
export function createWalletAlertsRepository(documents: DocumentStore) {
  const rules: Collection<AlertRule> = documents.collection(alertRules);
  const deliveries: Collection<AlertDelivery> = documents.collection(alertDeliveries);

  async function ids(query: Omit<FindQuery, 'limit'>): Promise<string[]> {
    const page = await deliveries.find({ ...query, limit: pageSize });
    return page.items.map(({ doc }) => doc.id);
  }

  return {
    rule: async (organisationId: string) => (await rules.get(organisationId))?.doc,
    async saveRule(fresh: AlertRule, change: (rule: AlertRule) => AlertRule): Promise<void> {
      try {
        await rules.insert(fresh);
      } catch (error) {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
        await update(rules, fresh.id, change);
      }
    },
    changeRule: (id: string, change: (rule: AlertRule) => AlertRule | undefined) =>
      update(rules, id, change),
    everyRule: () => everyDocument(rules, { index: 'byUpdated', equals: [] }),
    /** Does nothing where it is there already. */
    addDelivery: (delivery: AlertDelivery) => insertedOnce(deliveries, delivery),
    due: (now: Date) => ids({ index: 'byDue', equals: [], range: { before: now.toISOString() } }),
    take: (id: string, now: Date, leaseUntil: Date) => takeDue(deliveries, id, { now, leaseUntil }),
    changeDelivery: (id: string, change: (delivery: AlertDelivery) => AlertDelivery) =>
      update(deliveries, id, change),
    async deleteBefore(time: string): Promise<void> {
      let old: string[];
      do {
        old = await ids({ index: 'byTime', equals: [], range: { before: time } });
        await Promise.all(old.map((id) => deliveries.delete(id)));
      } while (old.length > 0);
    },
  };
}

import { parseMoney } from '@telex-credits/money';
import { type DocumentStore, UniqueViolation, update } from '@telex-credits/store';
import { type Attempt, attemptCollection, type Rule, ruleCollection } from './schemas.js';

/** Rules and attempts, as documents. */
export interface AutoTopUpRepository {
  rule(organisationId: string): Promise<Rule | undefined>;
  saveRule(rule: Rule): Promise<Rule>;
  changeRule(
    organisationId: string,
    change: (rule: Rule) => Rule | undefined,
  ): Promise<Rule | undefined>;
  /** Organisations whose rule is on. */
  enabled(): Promise<string[]>;
  /** False while another one of the organisation is open. */
  insertAttempt(attempt: Attempt): Promise<boolean>;
  changeAttempt(
    id: string,
    change: (attempt: Attempt) => Attempt | undefined,
  ): Promise<Attempt | undefined>;
  openAttempt(organisationId: string): Promise<Attempt | undefined>;
  openAttempts(): Promise<Attempt[]>;
  /** Minor units of all that was, is or may have been charged in a month, in one currency. */
  spentIn(organisationId: string, month: string, currency: string): Promise<bigint>;
}

/** What counts against the cap: everything that took money, takes it or may have taken it. */
const counts: ReadonlySet<Attempt['state']> = new Set(['open', 'paid', 'unknown']);

export function createAutoTopUpRepository(documents: DocumentStore): AutoTopUpRepository {
  const rules = documents.collection(ruleCollection);
  const attempts = documents.collection(attemptCollection);
  return {
    rule: async (organisationId) => (await rules.get(organisationId))?.doc,
    async saveRule(rule) {
      try {
        await rules.insert(rule);
        return rule;
      } catch (error) {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
        return (await update(rules, rule.id, () => rule)) ?? rule;
      }
    },
    changeRule: (organisationId, change) => update(rules, organisationId, change),
    async enabled() {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof rules.find>> = await rules.find({
          ...{ index: 'by_enabled', equals: [true], limit: 1000, cursor },
        });
        ids.push(...page.items.map(({ doc }) => doc.id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return ids;
    },
    async insertAttempt(attempt) {
      try {
        await attempts.insert(attempt);
        return true;
      } catch (error) {
        if (error instanceof UniqueViolation) {
          return false;
        }
        throw error;
      }
    },
    changeAttempt: (id, change) => update(attempts, id, change),
    async openAttempt(organisationId) {
      const query = { index: 'by_open', equals: [organisationId], limit: 1 };
      return (await attempts.find(query)).items[0]?.doc;
    },
    async openAttempts() {
      const page = await attempts.find({ index: 'by_is_open', equals: [true], limit: 200 });
      return page.items.map(({ doc }) => doc);
    },
    async spentIn(organisationId, month, currency) {
      const equals = [organisationId, month];
      let sum = 0n;
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof attempts.find>> = await attempts.find({
          ...{ index: 'by_month', equals, limit: 1000, cursor },
        });
        for (const { doc } of page.items) {
          const isCounted = counts.has(doc.state) && doc.currency === currency;
          sum += isCounted ? parseMoney(doc.sale.price).minor : 0n;
        }
        cursor = page.nextCursor;
      } while (cursor !== null);
      return sum;
    },
  };
}

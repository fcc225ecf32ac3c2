import { type DocumentStore, UniqueViolation, update } from '@telex-credits/store';
import { type PaymentMethodDoc, paymentMethodCollection } from './schemas.js';

/** Saved methods, as documents. */
export interface PaymentMethodsRepository {
  get(id: string): Promise<PaymentMethodDoc | undefined>;
  /** Inserts, or changes the one that has the id already. */
  save(
    doc: PaymentMethodDoc,
    change: (before: PaymentMethodDoc) => PaymentMethodDoc | undefined,
  ): Promise<void>;
  change(
    id: string,
    change: (before: PaymentMethodDoc) => PaymentMethodDoc | undefined,
  ): Promise<PaymentMethodDoc | undefined>;
  activeOf(organisationId: string): Promise<PaymentMethodDoc[]>;
  /** The same method may be saved in several organisations. */
  byMethod(provider: string, methodRef: string): Promise<PaymentMethodDoc[]>;
  due(now: Date): Promise<PaymentMethodDoc[]>;
}

export function createPaymentMethodsRepository(documents: DocumentStore): PaymentMethodsRepository {
  const methods = documents.collection(paymentMethodCollection);
  return {
    get: async (id) => (await methods.get(id))?.doc,
    async save(doc, change) {
      try {
        await methods.insert(doc);
      } catch (error) {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
        await update(methods, doc.id, change);
      }
    },
    change: (id, change) => update(methods, id, change),
    async activeOf(organisationId) {
      const equals = [organisationId, 'active'];
      const order = 'descending';
      const page = await methods.find({ index: 'by_organisation', equals, order, limit: 200 });
      return page.items.map(({ doc }) => doc);
    },
    async byMethod(provider, methodRef) {
      const equals = [provider, methodRef];
      const page = await methods.find({ index: 'by_method', equals, limit: 1000 });
      return page.items.map(({ doc }) => doc);
    },
    async due(now) {
      // The range's end is left out by the store.
      const range = { before: new Date(now.getTime() + 1).toISOString() };
      const page = await methods.find({ index: 'by_due', equals: [], range, limit: 50 });
      return page.items.map(({ doc }) => doc);
    },
  };
}

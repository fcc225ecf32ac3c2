import type { BillingDetails } from '@telex-credits/contracts';
import { type DocumentStore, update } from '@telex-credits/store';
import { insertedOnce } from '../../projector/fold.js';
import {
  billingDetailsCollection,
  type PurchaseReceiptDoc,
  purchaseReceiptCollection,
} from './schemas.js';

export type PurchaseReceiptsRepository = ReturnType<typeof createPurchaseReceiptsRepository>;

/** Receipts of purchases and the buyers' details, as documents. */
export function createPurchaseReceiptsRepository(documents: DocumentStore) {
  const receipts = documents.collection(purchaseReceiptCollection);
  const details = documents.collection(billingDetailsCollection);

  async function ofPurchase(purchaseId: string): Promise<PurchaseReceiptDoc | undefined> {
    const query = { index: 'by_purchase', equals: [purchaseId], limit: 1 };
    return (await receipts.find(query)).items[0]?.doc;
  }

  return {
    /** For the worker that mails them. */
    collection: receipts,
    ofPurchase,
    /** The last place that was given in a series; 0 where it has none. */
    async lastIn(series: string): Promise<number> {
      const query = {
        index: 'by_number',
        equals: [series],
        order: 'descending',
        limit: 1,
      } as const;
      return (await receipts.find(query)).items[0]?.doc.sequence ?? 0;
    },
    /** Inserts; false when its place, or the purchase, has a receipt already. */
    insert: (doc: PurchaseReceiptDoc) => insertedOnce(receipts, doc),
    page: (organisationId: string, page: { limit: number; cursor: string | null }) =>
      receipts.find({
        ...{ index: 'by_organisation', equals: [organisationId], order: 'descending' },
        ...page,
      }),
    change: (id: string, change: (doc: PurchaseReceiptDoc) => PurchaseReceiptDoc | undefined) =>
      update(receipts, id, change),
    async billingDetails(organisationId: string): Promise<BillingDetails | undefined> {
      const stored = await details.get(organisationId);
      if (stored === undefined) {
        return undefined;
      }
      const { id: _, ...rest } = stored.doc;
      return rest;
    },
    async setBillingDetails(organisationId: string, value: BillingDetails): Promise<void> {
      const doc = { id: organisationId, ...value };
      if ((await update(details, organisationId, () => doc)) === undefined) {
        if (!(await insertedOnce(details, doc))) {
          await update(details, organisationId, () => doc);
        }
      }
    },
  };
}

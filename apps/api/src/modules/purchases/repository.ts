import type { CustomOffer } from '@telex-credits/contracts';
import {
  type Collection,
  type DocumentStore,
  type Page,
  UniqueViolation,
  update,
} from '@telex-credits/store';
import { statusOf } from './order-state.js';
import {
  customOfferCollection,
  type Order,
  orderCollection,
  type PackageDoc,
  packageCollection,
  type RefundDoc,
  refundCollection,
  untouched,
} from './schemas.js';

/** Packages, purchases and refunds, as documents. */
export interface PurchasesRepository {
  packages(): Promise<PackageDoc[]>;
  package(id: string): Promise<PackageDoc | undefined>;
  /** Off sale too. */
  allPackages(): Promise<PackageDoc[]>;
  /** Adds packages that are not there yet; one that is stays as it is. */
  seedPackages(seeds: readonly PackageDoc[]): Promise<void>;
  changePackage(
    id: string,
    change: (doc: PackageDoc) => PackageDoc,
  ): Promise<PackageDoc | undefined>;
  /** What custom amounts cost; null where they are not on sale, undefined before it was said. */
  customOffer(): Promise<CustomOffer | null | undefined>;
  setCustomOffer(offer: CustomOffer | null): Promise<void>;
  /** Inserts, or answers the one that has the id already. */
  insertOrder(order: Order): Promise<Order>;
  order(id: string): Promise<Order | undefined>;
  orderByPayment(provider: string, paymentRef: string): Promise<Order | undefined>;
  orders(
    organisationId: string,
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<{ items: Order[]; nextCursor: string | null }>;
  /** Of all organisations, by one of the indexes, newest first. */
  ordersBy(query: {
    readonly index: 'by_time' | 'by_status' | 'by_dispute' | 'by_organisation';
    readonly equals: readonly string[];
    readonly limit: number;
    readonly cursor: string | null;
  }): Promise<{ items: Order[]; nextCursor: string | null }>;
  ordersToCheck(now: string): Promise<Order[]>;
  changeOrder(id: string, change: (order: Order) => Order | undefined): Promise<Order>;
  /** Inserts, or answers the one that has the id already; undefined while another one is open. */
  insertRefund(refund: RefundDoc): Promise<RefundDoc | undefined>;
  refund(id: string): Promise<RefundDoc | undefined>;
  refundsOf(purchaseId: string): Promise<RefundDoc[]>;
  openRefund(purchaseId: string): Promise<RefundDoc | undefined>;
  changeRefund(
    id: string,
    change: (refund: RefundDoc) => RefundDoc | undefined,
  ): Promise<RefundDoc>;
  refundsDue(now: string): Promise<RefundDoc[]>;
}

/** Up to and including `now`: the range's end is left out by the store. */
function until(now: Date) {
  return { before: new Date(now.getTime() + 1).toISOString() };
}

function present<T>(doc: T | undefined, id: string): T {
  if (doc === undefined) {
    throw new Error(`document ${id} is gone`);
  }
  return doc;
}

async function insertOnce<T extends { readonly id: string }>(
  collection: Collection<T>,
  doc: T,
): Promise<T | undefined> {
  try {
    await collection.insert(doc);
    return doc;
  } catch (error) {
    if (!(error instanceof UniqueViolation)) {
      throw error;
    }
    return (await collection.get(doc.id))?.doc;
  }
}

/** Purchases of earlier versions lack what came later. */
function complete(order: Order): Order {
  const whole = { ...untouched, ...order };
  return { ...whole, status: statusOf(whole) };
}

/** A page of whole purchases. */
function completePage(page: Page<Order>): { items: Order[]; nextCursor: string | null } {
  return { items: page.items.map(({ doc }) => complete(doc)), nextCursor: page.nextCursor };
}

export function createPurchasesRepository(documents: DocumentStore): PurchasesRepository {
  const packages = documents.collection(packageCollection);
  const offers = documents.collection(customOfferCollection);
  const orders = documents.collection(orderCollection);
  const refunds = documents.collection(refundCollection);
  return {
    async packages() {
      const found = await packages.find({ index: 'by_position', equals: [true], limit: 200 });
      return found.items.map(({ doc }) => doc);
    },
    async allPackages() {
      const both = await Promise.all(
        [true, false].map((active) =>
          packages.find({ index: 'by_position', equals: [active], limit: 500 }),
        ),
      );
      return both.flatMap(({ items }) => items.map(({ doc }) => doc));
    },
    package: async (id) => (await packages.get(id))?.doc,
    changePackage: (id, change) => update(packages, id, change),
    customOffer: async () => (await offers.get('custom'))?.doc.offer,
    async setCustomOffer(offer) {
      const doc = { id: 'custom', offer } as const;
      if ((await update(offers, doc.id, () => doc)) === undefined) {
        await insertOnce(offers, doc);
      }
    },
    async seedPackages(seeds) {
      for (const seed of seeds) {
        await insertOnce(packages, seed);
      }
    },
    insertOrder: async (order) => complete(present(await insertOnce(orders, order), order.id)),
    async order(id) {
      const stored = await orders.get(id);
      return stored && complete(stored.doc);
    },
    async orderByPayment(provider, paymentRef) {
      const equals = [provider, paymentRef];
      const page = await orders.find({ index: 'by_payment', equals, limit: 1 });
      return completePage(page).items[0];
    },
    async orders(organisationId, page) {
      const query = { index: 'by_organisation', equals: [organisationId] };
      return completePage(await orders.find({ ...query, order: 'descending', ...page }));
    },
    async ordersBy({ index, equals, ...page }) {
      return completePage(await orders.find({ index, equals, order: 'descending', ...page }));
    },
    async ordersToCheck(now) {
      const range = until(new Date(now));
      const found = await orders.find({ index: 'by_check', equals: [], range, limit: 200 });
      return completePage(found).items;
    },
    async changeOrder(id, change) {
      const changed = await update(orders, id, (doc) => {
        const next = change(complete(doc));
        return next && complete(next);
      });
      return complete(present(changed, id));
    },
    insertRefund: (refund) => insertOnce(refunds, refund),
    refund: async (id) => (await refunds.get(id))?.doc,
    async refundsOf(purchaseId) {
      const found = await refunds.find({ index: 'by_purchase', equals: [purchaseId], limit: 1000 });
      return found.items.map(({ doc }) => doc);
    },
    async openRefund(purchaseId) {
      const found = await refunds.find({ index: 'by_open', equals: [purchaseId], limit: 1 });
      return found.items[0]?.doc;
    },
    changeRefund: async (id, change) => present(await update(refunds, id, change), id),
    async refundsDue(now) {
      const range = until(new Date(now));
      const found = await refunds.find({ index: 'by_due', equals: [], range, limit: 100 });
      return found.items.map(({ doc }) => doc);
    },
  };
}

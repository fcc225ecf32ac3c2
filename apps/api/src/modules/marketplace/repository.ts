import { type DocumentStore, type Page, UniqueViolation, update } from '@telex-credits/store';
import { everyDocument } from '../../projector/pages.js';
import { slugTaken } from './errors.js';
import { type ModuleDoc, moduleCollection, type PriceDoc, priceCollection } from './schemas.js';

/** Modules and their price versions, as documents. */
export interface MarketplaceRepository {
  /** Throws 409 `slug_taken`. */
  insert(module: ModuleDoc): Promise<void>;
  get(id: string): Promise<ModuleDoc | undefined>;
  bySlug(slug: string): Promise<ModuleDoc | undefined>;
  ofPublisher(publisherId: string, page: PageRequest): Promise<Page<ModuleDoc>>;
  published(page: PageRequest): Promise<Page<ModuleDoc>>;
  change(id: string, change: (module: ModuleDoc) => ModuleDoc): Promise<ModuleDoc | undefined>;
  /** All versions of a module, oldest first. */
  prices(moduleId: string): Promise<PriceDoc[]>;
  /** Versions of all modules that were made since a time, oldest first. */
  pricesSince(from: string): Promise<PriceDoc[]>;
  /** False when another version took the number meanwhile. */
  insertPrice(price: PriceDoc): Promise<boolean>;
}

interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

export function createMarketplaceRepository(documents: DocumentStore): MarketplaceRepository {
  const modules = documents.collection(moduleCollection);
  const prices = documents.collection(priceCollection);
  return {
    async insert(module) {
      try {
        await modules.insert(module);
      } catch (error) {
        throw error instanceof UniqueViolation ? slugTaken(module.slug) : error;
      }
    },
    get: async (id) => (await modules.get(id))?.doc,
    async bySlug(slug) {
      const page = await modules.find({ index: 'by_slug', equals: [slug], limit: 1 });
      return page.items[0]?.doc;
    },
    ofPublisher: (publisherId, page) =>
      modules.find({ index: 'by_publisher', equals: [publisherId], order: 'descending', ...page }),
    published: (page) =>
      modules.find({ index: 'by_status', equals: ['published'], order: 'descending', ...page }),
    change: (id, change) => update(modules, id, change),
    async prices(moduleId) {
      const found: PriceDoc[] = [];
      let cursor: string | null = null;
      do {
        const query = { index: 'by_module', equals: [moduleId], limit: 1000, cursor };
        const page: Page<PriceDoc> = await prices.find(query);
        found.push(...page.items.map((item) => item.doc));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return found;
    },
    async pricesSince(from) {
      const found: PriceDoc[] = [];
      const query = { index: 'by_creation', equals: [], range: { from } };
      for await (const doc of everyDocument(prices, query)) {
        found.push(doc);
      }
      return found;
    },
    async insertPrice(price) {
      try {
        await prices.insert(price);
        return true;
      } catch (error) {
        if (error instanceof UniqueViolation) {
          return false;
        }
        throw error;
      }
    },
  };
}

import type { Listing } from '@telex-credits/contracts';
import type { Page } from '@telex-credits/store';
import type { Organisations } from '../../foundation/ports.js';
import { listingNotFound } from './errors.js';
import type { MarketplaceRepository } from './repository.js';
import type { ModuleDoc } from './schemas.js';
import { wireListing } from './wire.js';

/** What buyers, signed in or not, see of the marketplace. */
export interface Listings {
  /** Published modules, newest first. */
  marketplace(query: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly search?: string | undefined;
  }): Promise<{ data: Listing[]; nextCursor: string | null }>;
  /** Throws 404 `module_not_found` for what is not published. */
  listing(slug: string): Promise<Listing>;
}

interface ListingsDeps {
  readonly repository: MarketplaceRepository;
  readonly now: () => Date;
  readonly organisations: Pick<Organisations, 'name'>;
  readonly calls30Days: (moduleId: string) => Promise<number>;
  readonly config: { readonly platformName: string };
}

export function createListings(deps: ListingsDeps): Listings {
  async function toListing(doc: ModuleDoc): Promise<Listing | undefined> {
    const [prices, calls30Days, publisherName] = await Promise.all([
      deps.repository.prices(doc.id),
      deps.calls30Days(doc.id),
      doc.publisherId === null ? undefined : deps.organisations.name(doc.publisherId),
    ]);
    return wireListing(doc, prices, {
      now: deps.now().toISOString(),
      calls30Days,
      publisherName: publisherName ?? deps.config.platformName,
    });
  }

  return {
    async marketplace({ limit, cursor, search }) {
      const found: ModuleDoc[] = [];
      let next: string | null = cursor ?? null;
      do {
        const page: Page<ModuleDoc> = await deps.repository.published({
          limit: limit - found.length,
          cursor: next,
        });
        found.push(...page.items.map((item) => item.doc).filter((doc) => matches(doc, search)));
        next = page.nextCursor;
      } while (next !== null && found.length < limit);
      const listings = await Promise.all(found.map(toListing));
      return { data: listings.filter((listing) => listing !== undefined), nextCursor: next };
    },
    async listing(slug) {
      const doc = await deps.repository.bySlug(slug);
      const listing = doc?.status === 'published' ? await toListing(doc) : undefined;
      if (listing === undefined) {
        throw listingNotFound();
      }
      return listing;
    },
  };
}

function matches(doc: ModuleDoc, search: string | undefined): boolean {
  const text = `${doc.name}\n${doc.slug}\n${doc.description}`.toLowerCase();
  return (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

import type { Price } from '@telex-credits/contracts';
import { priceAt, risesAt, timelineOf } from './price-timeline.js';
import type { MarketplaceRepository } from './repository.js';
import type { ModuleDoc, PriceDoc } from './schemas.js';

/** A rise as it was announced. */
export interface Rise {
  readonly versionId: string;
  readonly from: Price;
  readonly to: Price;
  readonly effectiveAt: string;
}

/** What a new price version of a published module means for those who use the module. */
export interface PriceChange {
  readonly versionId: string;
  readonly module: Pick<ModuleDoc, 'id' | 'name' | 'slug' | 'publisherId'>;
  /** Null where it costs nobody more. */
  readonly rise: Rise | null;
  /** Rises that had been announced and do not come now. */
  readonly takenBack: readonly Rise[];
}

/** The version as a rise over what holds right before it; undefined where it is none. */
function riseOf(timeline: readonly PriceDoc[], version: PriceDoc): Rise | undefined {
  const others = timeline.filter(({ id }) => id !== version.id);
  const { id: versionId, price: to, effectiveAt } = version;
  const before = priceAt(others, new Date(Date.parse(effectiveAt) - 1).toISOString());
  return before !== undefined && risesAt(others, to, effectiveAt)
    ? { versionId, from: before.price, to, effectiveAt }
    : undefined;
}

/** What the version changed of what its module's users had been told. Versions of drafts tell nothing. */
export function priceChange(
  module: ModuleDoc,
  versions: readonly PriceDoc[],
  version: PriceDoc,
): PriceChange {
  const { id, name, slug, publisherId, publishedAt } = module;
  const change = { versionId: version.id, module: { id, name, slug, publisherId } };
  if (publishedAt === null || version.createdAt < publishedAt) {
    return { ...change, rise: null, takenBack: [] };
  }
  const before = timelineOf(versions.filter(({ number }) => number < version.number));
  const after = timelineOf(versions.filter(({ number }) => number <= version.number));
  const gone = before.filter(
    (one) => one.effectiveAt > version.createdAt && !after.some((kept) => kept.id === one.id),
  );
  return {
    ...change,
    rise: riseOf(after, version) ?? null,
    takenBack: gone.map((one) => riseOf(before, one)).filter((rise) => rise !== undefined),
  };
}

/** Reads what price versions that were made since a time changed, the oldest first. */
export function createPriceChanges(repository: MarketplaceRepository) {
  return {
    async priceChangesSince(from: string): Promise<PriceChange[]> {
      const changes: PriceChange[] = [];
      for (const version of await repository.pricesSince(from)) {
        const module = await repository.get(version.moduleId);
        if (module !== undefined) {
          changes.push(priceChange(module, await repository.prices(module.id), version));
        }
      }
      return changes;
    },
  };
}

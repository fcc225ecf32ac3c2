import type { CallableModule, CallableModules } from '../../foundation/ports.js';
import { priceAt, timelineOf } from './price-timeline.js';
import type { MarketplaceRepository } from './repository.js';
import type { ModuleDoc, PriceDoc } from './schemas.js';
import { wirePrice } from './wire.js';

/** Another process may change a module: what it changed is seen after this time at the latest. */
const freshForMs = 5_000;

interface Cached {
  readonly module: ModuleDoc;
  readonly timeline: readonly PriceDoc[];
  readonly loadedAt: number;
}

/** The cache of published modules, with how to empty it. */
export interface CallableModuleCache extends CallableModules {
  /** To be called after every change of a module or its prices. */
  invalidate(moduleId: string): void;
}

/**
 * Keeps published modules with all their prices; which price is in force is asked of the clock at
 * every look-up, so an announced price starts on time without anybody doing anything.
 */
export function createCallableModules(deps: {
  readonly repository: MarketplaceRepository;
  readonly now: () => Date;
}): CallableModuleCache {
  const byId = new Map<string, Cached>();
  const ids = new Map<string, string>();
  let changes = 0;

  async function load(find: () => Promise<ModuleDoc | undefined>): Promise<Cached | undefined> {
    const seen = changes;
    const module = await find();
    if (module === undefined) {
      return undefined;
    }
    const timeline = timelineOf(await deps.repository.prices(module.id));
    const cached = { module, timeline, loadedAt: deps.now().getTime() };
    // A change between reading and now may have been missed: answer, but do not keep it.
    if (seen === changes && module.status === 'published') {
      byId.set(module.id, cached);
      ids.set(module.slug, module.id);
    }
    return cached;
  }

  function kept(id: string | undefined): Cached | undefined {
    const cached = id === undefined ? undefined : byId.get(id);
    const fresh = cached && deps.now().getTime() - cached.loadedAt < freshForMs;
    return fresh ? cached : undefined;
  }

  function callable(cached: Cached | undefined): CallableModule | undefined {
    if (cached === undefined || cached.module.status !== 'published') {
      return undefined;
    }
    const price = priceAt(cached.timeline, deps.now().toISOString());
    if (price === undefined) {
      return undefined;
    }
    const { id, slug, name, kind, upstreamUrl, publisherId, developerBps, timeLimitSeconds } =
      cached.module;
    return {
      ...{ id, slug, name, kind, upstreamUrl, publisherId, developerBps, timeLimitSeconds },
      price: wirePrice(price),
      rateLimit: cached.module.rateLimit ?? null,
    };
  }

  return {
    bySlug: async (slug) =>
      callable(kept(ids.get(slug)) ?? (await load(() => deps.repository.bySlug(slug)))),
    byId: async (id) => callable(kept(id) ?? (await load(() => deps.repository.get(id)))),
    invalidate(moduleId) {
      changes += 1;
      byId.delete(moduleId);
    },
  };
}

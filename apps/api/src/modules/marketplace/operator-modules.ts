import type { Price } from '@telex-credits/contracts';
import type { Environment } from '../../foundation/environment.js';
import { createAddPrice } from './add-price.js';
import { moduleNotFound, slugTaken } from './errors.js';
import type { Ownership } from './ownership.js';
import type { MarketplaceRepository } from './repository.js';
import type { ModuleDoc } from './schemas.js';

/** A module that the operator brings along, published from the start. */
export interface ModuleSeed
  extends Pick<
    ModuleDoc,
    'slug' | 'kind' | 'name' | 'description' | 'upstreamUrl' | 'publisherId' | 'demo'
  > {
  readonly timeLimitSeconds?: number;
  readonly price: Price;
}

/** What the operator of the platform does with modules; never reachable by publishers. */
export interface OperatorModules {
  /**
   * Makes and publishes the module of this slug when there is none; when its address differs, that
   * and the texts follow the seed. Addresses of the operator's own are not probed, and proven only
   * when their publisher publishes them again: `content` is the line for that. Safe to repeat.
   * Throws 409 `slug_taken` when somebody else has the slug.
   */
  ensureModule(seed: ModuleSeed): Promise<{ readonly id: string; readonly content: string }>;
  /** Sets the publisher's share of calls from now on, in basis points. */
  setDeveloperBps(moduleId: string, developerBps: number): Promise<void>;
}

export function createOperatorModules(deps: {
  readonly repository: MarketplaceRepository;
  readonly environment: Environment;
  readonly ownership: Ownership;
  readonly invalidate: (moduleId: string) => void;
  readonly config: { readonly developerBps: number };
}): OperatorModules {
  const { repository } = deps;
  const addPrice = createAddPrice(deps);

  async function make(seed: ModuleSeed): Promise<ModuleDoc> {
    const { price, timeLimitSeconds = 60, ...fields } = seed;
    const at = deps.environment.now().toISOString();
    const module: ModuleDoc = {
      ...fields,
      id: deps.environment.newId('mod'),
      status: 'published',
      // The platform has no share to give to itself.
      developerBps: seed.publisherId === null ? 0 : deps.config.developerBps,
      timeLimitSeconds,
      createdAt: at,
      publishedAt: at,
      provenAt: null,
    };
    await addPrice({ ...module, publishedAt: null }, { price });
    await repository.insert(module);
    return module;
  }

  return {
    async ensureModule(seed) {
      const found = (await repository.bySlug(seed.slug)) ?? (await make(seed));
      if (found.publisherId !== seed.publisherId) {
        throw slugTaken(seed.slug);
      }
      const { upstreamUrl, name, description, demo } = seed;
      if (found.upstreamUrl !== upstreamUrl || found.demo !== demo) {
        await repository.change(found.id, (doc) => ({
          ...doc,
          ...{ upstreamUrl, name, description, demo, provenAt: null },
        }));
        deps.invalidate(found.id);
      }
      const { content } = deps.ownership.challengeOf(found, upstreamUrl);
      return { id: found.id, content };
    },
    async setDeveloperBps(moduleId, developerBps) {
      const changed = await repository.change(moduleId, (doc) => ({ ...doc, developerBps }));
      deps.invalidate(moduleId);
      if (changed === undefined) {
        throw moduleNotFound();
      }
    },
  };
}

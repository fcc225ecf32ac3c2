import type { BodyOf, Module, moduleRoutes, PriceVersion } from '@telex-credits/contracts';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog } from '../../foundation/ports.js';
import { type AddPrice, createAddPrice, isPossible } from './add-price.js';
import { moduleChanged, moduleNotFound, priceNotPossible, slugTaken } from './errors.js';
import type { Ownership } from './ownership.js';
import type { MarketplaceRepository } from './repository.js';
import type { ModuleDoc } from './schemas.js';
import { wireModule, wirePrice } from './wire.js';

/** Whose module, and who acts: a person's or a key's id. */
export interface Publisher {
  readonly organisationId: string;
  readonly actorId: string;
}

/** The publisher's side. A module of another organisation is 404 `module_not_found` throughout. */
export interface Publishing {
  /** Drafts a module; throws 409 `slug_taken`. */
  createModule(by: Publisher, body: BodyOf<typeof moduleRoutes.create>): Promise<Module>;
  listModules(
    organisationId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<{ data: Module[]; nextCursor: string | null }>;
  /** A new address of a published module is checked and proven as publishing does. */
  changeModule(
    by: Publisher,
    id: string,
    body: BodyOf<typeof moduleRoutes.change>,
  ): Promise<Module>;
  /**
   * Throws 400 `upstream_not_allowed` and `upstream_not_answering`, and 409 `ownership_not_proven`.
   * Again: no change, but that a module from before proofs is proven.
   */
  publishModule(by: Publisher, id: string): Promise<Module>;
  /** Throws 409 `price_change_too_soon` with `possibleAt`. */
  addPrice(
    by: Publisher,
    id: string,
    body: BodyOf<typeof moduleRoutes.addPrice>,
  ): Promise<PriceVersion>;
}

export interface PublishingDeps {
  readonly repository: MarketplaceRepository;
  readonly environment: Environment;
  readonly audit: AuditLog;
  readonly invalidate: (moduleId: string) => void;
  readonly ownership: Ownership;
  readonly checkUpstreamUrl: (url: string) => Promise<unknown>;
  readonly probeUpstream: (upstream: {
    readonly id: string;
    readonly kind: ModuleDoc['kind'];
    readonly url: string;
  }) => Promise<unknown>;
  readonly config: { readonly developerBps: number };
}

/** Slugs that are paths of the gateway's own drop-ins. */
const reservedSlugs = new Set(['telexai', 'openai']);

/** What the acts of a publisher are made of. */
function createSteps(deps: PublishingDeps) {
  const { repository } = deps;

  async function own(by: Publisher, id: string): Promise<ModuleDoc> {
    const doc = await repository.get(id);
    if (doc === undefined || doc.publisherId !== by.organisationId) {
      throw moduleNotFound();
    }
    return doc;
  }

  async function wired(doc: ModuleDoc): Promise<Module> {
    const challenge = deps.ownership.challengeOf(doc, doc.upstreamUrl);
    return wireModule(doc, await repository.prices(doc.id), challenge);
  }

  /** Answers when it was proven. */
  async function checkUpstream(module: ModuleDoc, url: string): Promise<string> {
    const { id, kind } = module;
    await deps.checkUpstreamUrl(url);
    await deps.ownership.prove(module, url);
    await deps.probeUpstream({ id, kind, url });
    return deps.environment.now().toISOString();
  }

  async function save(
    by: Publisher,
    id: string,
    act: { readonly action: string; readonly change: (doc: ModuleDoc) => ModuleDoc },
  ): Promise<Module> {
    const doc = await repository.change(id, act.change);
    deps.invalidate(id);
    if (doc === undefined) {
      throw moduleNotFound();
    }
    await deps.audit.record({ ...by, action: act.action, objectId: id });
    return wired(doc);
  }

  return { own, wired, checkUpstream, save };
}

export function createPublishing(deps: PublishingDeps): Publishing {
  const { repository } = deps;
  const { own, wired, checkUpstream, save } = createSteps(deps);
  const addPrice = createAddPrice(deps);

  return {
    createModule: async (by, body) => wired(await draft(deps, { by, body, addPrice })),
    async listModules(organisationId, { limit, cursor }) {
      const page = await repository.ofPublisher(organisationId, { limit, cursor: cursor ?? null });
      const data = await Promise.all(page.items.map(({ doc }) => wired(doc)));
      return { data, nextCursor: page.nextCursor };
    },
    async changeModule(by, id, body) {
      const doc = await own(by, id);
      const { upstreamUrl = doc.upstreamUrl, ...others } = body;
      const moves = upstreamUrl !== doc.upstreamUrl;
      const provenAt =
        moves && doc.status !== 'draft' ? await checkUpstream(doc, upstreamUrl) : null;
      const fields = Object.entries(others).filter(([, value]) => value !== undefined);
      const texts = Object.fromEntries(fields) as Partial<ModuleDoc>;
      const changed = moves ? { ...texts, upstreamUrl, provenAt } : texts;
      return save(by, id, {
        action: 'module.changed',
        change: (current) => {
          if (moves && current.status !== doc.status) {
            throw moduleChanged();
          }
          return { ...current, ...changed };
        },
      });
    },
    async publishModule(by, id) {
      const doc = await own(by, id);
      const isProven = (doc.provenAt ?? null) !== null;
      if (doc.status === 'suspended' || (doc.status === 'published' && isProven)) {
        return wired(doc);
      }
      const at = await checkUpstream(doc, doc.upstreamUrl);
      return save(by, id, {
        action: doc.status === 'draft' ? 'module.published' : 'module.proven',
        change: (current) =>
          // What was checked is what is published: an address changed meanwhile is not.
          current.status === doc.status && current.upstreamUrl === doc.upstreamUrl
            ? {
                ...current,
                ...{ status: 'published', publishedAt: current.publishedAt ?? at, provenAt: at },
              }
            : current,
      });
    },
    async addPrice(by, id, body) {
      const version = wirePrice(await addPrice(await own(by, id), body));
      deps.invalidate(id);
      const detail = { priceVersionId: version.id, effectiveAt: version.effectiveAt };
      await deps.audit.record({ ...by, action: 'module.price_added', objectId: id, detail });
      return version;
    },
  };
}

async function draft(
  deps: PublishingDeps,
  make: {
    readonly by: Publisher;
    readonly body: BodyOf<typeof moduleRoutes.create>;
    readonly addPrice: AddPrice;
  },
): Promise<ModuleDoc> {
  const { price, ...fields } = make.body;
  if (!isPossible(price, fields.kind)) {
    throw priceNotPossible();
  }
  const taken = reservedSlugs.has(fields.slug) || (await deps.repository.bySlug(fields.slug));
  if (taken) {
    throw slugTaken(fields.slug);
  }
  const module: ModuleDoc = {
    ...fields,
    id: deps.environment.newId('mod'),
    publisherId: make.by.organisationId,
    status: 'draft',
    developerBps: deps.config.developerBps,
    demo: false,
    createdAt: deps.environment.now().toISOString(),
    publishedAt: null,
    provenAt: null,
  };
  // The price first: a crash between the two leaves a price that nobody sees, not a module without.
  await make.addPrice(module, { price });
  await deps.repository.insert(module);
  await deps.audit.record({ ...make.by, action: 'module.created', objectId: module.id });
  return module;
}

import type { BodyOf, Module, moduleRoutes, PriceVersion } from '@telex-credits/contracts';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog } from '../../foundation/ports.js';
import { type AddPrice, createAddPrice, isPossible } from './add-price.js';
import { moduleChanged, moduleNotFound, priceNotPossible, slugTaken } from './errors.js';
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
  /** A new address of a published module is checked as publishing does. */
  changeModule(
    by: Publisher,
    id: string,
    body: BodyOf<typeof moduleRoutes.change>,
  ): Promise<Module>;
  /** Throws 400 `upstream_not_allowed` and `upstream_not_answering`. Again: no change. */
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

export function createPublishing(deps: PublishingDeps): Publishing {
  const { repository } = deps;
  const addPrice = createAddPrice(deps);

  async function own(by: Publisher, id: string): Promise<ModuleDoc> {
    const doc = await repository.get(id);
    if (doc === undefined || doc.publisherId !== by.organisationId) {
      throw moduleNotFound();
    }
    return doc;
  }

  async function checkUpstream({ id, kind }: ModuleDoc, url: string): Promise<void> {
    await deps.checkUpstreamUrl(url);
    await deps.probeUpstream({ id, kind, url });
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
    return wireModule(doc, await repository.prices(id));
  }

  return {
    createModule: (by, body) => draft(deps, { by, body, addPrice }),
    async listModules(organisationId, { limit, cursor }) {
      const page = await repository.ofPublisher(organisationId, { limit, cursor: cursor ?? null });
      const data = page.items.map(async ({ doc }) =>
        wireModule(doc, await repository.prices(doc.id)),
      );
      return { data: await Promise.all(data), nextCursor: page.nextCursor };
    },
    async changeModule(by, id, body) {
      const doc = await own(by, id);
      const { upstreamUrl } = body;
      if (upstreamUrl !== undefined && doc.status !== 'draft') {
        await checkUpstream(doc, upstreamUrl);
      }
      const fields = Object.entries(body).filter(([, value]) => value !== undefined);
      const changed = Object.fromEntries(fields) as Partial<ModuleDoc>;
      return save(by, id, {
        action: 'module.changed',
        change: (current) => {
          if (upstreamUrl !== undefined && current.status !== doc.status) {
            throw moduleChanged();
          }
          return { ...current, ...changed };
        },
      });
    },
    async publishModule(by, id) {
      const doc = await own(by, id);
      if (doc.status !== 'draft') {
        return wireModule(doc, await repository.prices(id));
      }
      await checkUpstream(doc, doc.upstreamUrl);
      const publishedAt = deps.environment.now().toISOString();
      return save(by, id, {
        action: 'module.published',
        change: (current) =>
          // What was checked is what is published: an address changed meanwhile is not.
          current.status === 'draft' && current.upstreamUrl === doc.upstreamUrl
            ? { ...current, status: 'published', publishedAt }
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
): Promise<Module> {
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
  };
  // The price first: a crash between the two leaves a price that nobody sees, not a module without.
  const version = await make.addPrice(module, { price });
  await deps.repository.insert(module);
  await deps.audit.record({ ...make.by, action: 'module.created', objectId: module.id });
  return wireModule(module, [version]);
}

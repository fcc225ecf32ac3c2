import type { DocumentStore } from '@telex-credits/store';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog, CallableModules, Organisations } from '../../foundation/ports.js';
import { createCallableModules } from './callable-modules.js';
import { moduleNotFound } from './errors.js';
import { createEstimates, type Estimates, type EstimatesDeps } from './estimates.js';
import { createListings, type Listings } from './listings.js';
import { createOperatorModules, type OperatorModules } from './operator-modules.js';
import { createOwnership, type FindProof } from './ownership.js';
import { createPriceChanges } from './price-changes.js';
import { createPublishing, type Publishing } from './publishing.js';
import { createMarketplaceRepository } from './repository.js';

export type { ModuleSeed } from './operator-modules.js';

/** What the marketplace needs of the rest; the functions come from the gateway and usage. */
export interface MarketplaceDeps extends Pick<EstimatesDeps, 'estimateCall' | 'ledger'> {
  readonly documents: DocumentStore;
  readonly environment: Environment;
  readonly organisations: Pick<Organisations, 'name'>;
  readonly audit: AuditLog;
  /** Throws 400 `upstream_not_allowed` for an address that the gateway would not call. */
  readonly checkUpstreamUrl: (url: string) => Promise<unknown>;
  /** Looks for the line that proves a publisher's control of an origin. */
  readonly findProof: FindProof;
  /** `SECRET_KEY`: what publishers are asked to serve follows from it. */
  readonly secretKey: string;
  /** Throws 400 `upstream_not_answering` when nothing answers, or an A2A agent has no card. */
  readonly probeUpstream: (upstream: {
    readonly id: string;
    readonly kind: 'a2a' | 'http' | 'telexai' | 'openai';
    readonly url: string;
  }) => Promise<unknown>;
  /** Calls of a module in the last 30 days, from the usage projection. */
  readonly calls30Days: (moduleId: string) => Promise<number>;
  readonly config: {
    /** The publisher's share of new modules, in basis points. */
    readonly developerBps: number;
    /** Shown as the publisher of the platform's own modules. */
    readonly platformName: string;
  };
}

/** Listings, the publisher's side, estimates, and the modules that can be called. */
export interface MarketplaceService
  extends Listings,
    Publishing,
    Estimates,
    OperatorModules,
    ReturnType<typeof createPriceChanges> {
  readonly callables: CallableModules;
  /** Throws 404 `module_not_found` for a module that the organisation does not publish. */
  requireOwn(organisationId: string, moduleId: string): Promise<void>;
}

/** Makes the marketplace: modules with price versions that never change. */
export function createMarketplaceService(deps: MarketplaceDeps): MarketplaceService {
  const repository = createMarketplaceRepository(deps.documents);
  const now = deps.environment.now;
  const callables = createCallableModules({ repository, now });
  const ownership = createOwnership(deps);
  const shared = { ...deps, repository, ownership, invalidate: callables.invalidate };
  return {
    callables,
    async requireOwn(organisationId, moduleId) {
      if ((await repository.get(moduleId))?.publisherId !== organisationId) {
        throw moduleNotFound();
      }
    },
    ...createPriceChanges(repository),
    ...createListings({ ...deps, repository, now }),
    ...createPublishing(shared),
    ...createEstimates({ ...deps, callables }),
    ...createOperatorModules(shared),
  };
}

import { moduleRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { Principal } from '../../http/principal.js';
import type { Publisher } from './publishing.js';
import type { MarketplaceService } from './service.js';

/** Listings, the publisher's side and estimates. */
export function marketplaceRoutes(service: MarketplaceService): BoundRoute[] {
  return [
    bind(moduleRoutes.marketplace, ({ query }) => service.marketplace(query)),
    bind(moduleRoutes.listing, ({ params }) => service.listing(params.slug)),
    bind(moduleRoutes.create, ({ caller, body }) => service.createModule(publisher(caller), body)),
    bind(moduleRoutes.list, ({ caller, query }) =>
      service.listModules(caller.organisationId, query),
    ),
    bind(moduleRoutes.change, ({ caller, params, body }) =>
      service.changeModule(publisher(caller), params.id, body),
    ),
    bind(moduleRoutes.publish, ({ caller, params }) =>
      service.publishModule(publisher(caller), params.id),
    ),
    bind(moduleRoutes.addPrice, ({ caller, params, body }) =>
      service.addPrice(publisher(caller), params.id, body),
    ),
    bind(moduleRoutes.estimate, ({ caller, body }) =>
      service.estimate(caller.organisationId, body),
    ),
  ];
}

function publisher(caller: Principal): Publisher {
  return {
    organisationId: caller.organisationId,
    actorId: caller.kind === 'person' ? caller.personId : caller.keyId,
  };
}

import { authorisationRoutes } from '@telex-credits/contracts';
import { AppError } from '../../foundation/app-error.js';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { Person, Principal } from '../../http/principal.js';
import type { AuthorisationsService } from './service.js';

/** Spending authorisations, for who gives them and for who charges by them. */
export function authorisationsRoutes(service: AuthorisationsService): BoundRoute[] {
  return [
    bind(authorisationRoutes.create, ({ caller, body }) => service.give(personOnly(caller), body)),
    bind(authorisationRoutes.list, ({ caller, query }) =>
      service.given(caller.organisationId, query),
    ),
    bind(authorisationRoutes.end, ({ caller, params }) =>
      service.end(personOnly(caller), params.id),
    ),
    bind(authorisationRoutes.ofModule, ({ caller, params, query }) =>
      service.received(caller, params.id, query),
    ),
  ];
}

/** The contract gives these routes no scopes, so no key gets here: a key gives nobody a right. */
function personOnly(caller: Principal): Person {
  if (caller.kind !== 'person') {
    throw new AppError(403, 'forbidden', 'API keys cannot do this: sign in as a person.');
  }
  return caller;
}

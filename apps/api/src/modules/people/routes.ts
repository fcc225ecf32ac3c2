import {
  adminPeopleRoutes as adminContracts,
  peopleRoutes as contracts,
} from '@telex-credits/contracts';
import { AppError } from '../../foundation/app-error.js';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { Person, Principal } from '../../http/principal.js';
import type { PeopleService } from './service.js';

/** Routes of people and organisations. */
export function peopleRoutes(people: PeopleService): BoundRoute[] {
  return [
    bind(contracts.me, ({ caller }) => people.me(caller)),
    bind(contracts.members, ({ caller, query }) => people.members(caller.organisationId, query)),
    bind(contracts.invite, ({ caller, body }) =>
      people.invite(personOnly(caller), caller.organisationId, body),
    ),
    bind(contracts.acceptInvitation, ({ caller, params }) =>
      people.acceptInvitation(caller, params.id),
    ),
    bind(contracts.changeMember, ({ caller, params, body }) =>
      people.changeMember(personOnly(caller), params, body),
    ),
    bind(adminContracts.organisations, ({ query }) => people.searchOrganisations(query)),
    bind(adminContracts.audit, ({ query }) => people.auditLog(query)),
  ];
}

/** The contract gives these routes no scopes, so no key gets here. */
function personOnly(caller: Principal): Person {
  if (caller.kind !== 'person') {
    throw new AppError(403, 'forbidden', 'API keys cannot do this: sign in as a person.');
  }
  return caller;
}

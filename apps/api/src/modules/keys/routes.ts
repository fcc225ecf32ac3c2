import { keyRoutes } from '@telex-credits/contracts';
import { AppError } from '../../foundation/app-error.js';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { Person, Principal } from '../../http/principal.js';
import type { KeysService } from './service.js';

/** API keys and connections. */
export function keysRoutes(keys: KeysService): BoundRoute[] {
  return [
    bind(keyRoutes.create, ({ caller, body }) => keys.createKey(personOnly(caller), body)),
    bind(keyRoutes.list, ({ caller, query }) => keys.listKeys(caller.organisationId, query)),
    bind(keyRoutes.change, ({ caller, params, body }) =>
      keys.changeKey(personOnly(caller), params.id, body),
    ),
    bind(keyRoutes.revoke, ({ caller, params }) => keys.revokeKey(personOnly(caller), params.id)),
    bind(keyRoutes.rotate, ({ caller, params, body }) =>
      keys.rotateKey(personOnly(caller), params.id, body),
    ),
    bind(keyRoutes.createConnection, ({ caller, body }) =>
      keys.createConnection(personOnly(caller), body),
    ),
    bind(keyRoutes.connections, ({ caller, query }) =>
      keys.listConnections(caller.organisationId, query),
    ),
    bind(keyRoutes.revokeConnection, ({ caller, params }) =>
      keys.revokeConnection(personOnly(caller), params.id),
    ),
  ];
}

/** The contract gives these routes no scopes, so no key gets here: keys do not make keys. */
function personOnly(caller: Principal): Person {
  if (caller.kind !== 'person') {
    throw new AppError(403, 'forbidden', 'API keys cannot do this: sign in as a person.');
  }
  return caller;
}

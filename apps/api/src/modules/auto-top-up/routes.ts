import { autoTopUpRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { AutoTopUpService } from './service.js';

/** The rule by which the caller's wallet buys credits. */
export function autoTopUpRoutesOf(service: AutoTopUpService): BoundRoute[] {
  return [
    bind(autoTopUpRoutes.get, ({ caller }) => service.get(caller.organisationId)),
    bind(autoTopUpRoutes.set, ({ caller, body }) =>
      service.set(
        {
          organisationId: caller.organisationId,
          personId: caller.kind === 'person' ? caller.personId : caller.keyId,
        },
        body,
      ),
    ),
  ];
}

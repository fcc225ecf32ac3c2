import { walletRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { WalletService } from './service.js';

/** Balance, statement and caps of the caller's wallet. */
export function walletRoutesOf(service: WalletService): BoundRoute[] {
  return [
    bind(walletRoutes.get, ({ caller }) => service.wallet(caller.organisationId)),
    bind(walletRoutes.transactions, ({ caller, query }) =>
      service.transactions(caller.organisationId, query),
    ),
    bind(walletRoutes.limits, ({ caller }) => service.limits(caller.organisationId)),
    bind(walletRoutes.setLimits, ({ caller, body }) =>
      service.setLimits(
        {
          organisationId: caller.organisationId,
          actorId: caller.kind === 'person' ? caller.personId : caller.keyId,
        },
        body,
      ),
    ),
  ];
}

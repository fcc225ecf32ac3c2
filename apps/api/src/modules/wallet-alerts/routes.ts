import { walletAlertRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { WalletAlertsService } from './service.js';

/** What the caller's wallet tells when credits run low. */
export function walletAlertRoutesOf(alerts: WalletAlertsService): BoundRoute[] {
  return [
    bind(walletAlertRoutes.get, ({ caller }) => alerts.get(caller.organisationId)),
    bind(walletAlertRoutes.set, ({ caller, body }) => {
      const actorId = caller.kind === 'person' ? caller.personId : caller.keyId;
      return alerts.set({ organisationId: caller.organisationId, actorId }, body);
    }),
    bind(walletAlertRoutes.test, ({ caller, body }) =>
      alerts.test(caller.organisationId, body.channel),
    ),
  ];
}

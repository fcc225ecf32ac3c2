import { adminPaymentRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { InboxAdmin } from './admin.js';

const routes = adminPaymentRoutes.inbox;

/** The inbox of payment events, for platform admins. */
export function inboxRoutes(admin: InboxAdmin): BoundRoute[] {
  return [
    bind(routes.inbox, ({ query }) => admin.list(query)),
    bind(routes.inboxEvent, ({ params }) => admin.get(params.id)),
    bind(routes.replay, ({ caller, params }) => admin.replay(params.id, caller.personId)),
  ];
}

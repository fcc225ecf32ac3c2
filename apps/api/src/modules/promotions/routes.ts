import { promotionRoutes } from '@telex-credits/contracts';
import { emailNotVerified } from '../../foundation/email-not-verified.js';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { Person, Principal } from '../../http/principal.js';
import { personRequired } from './errors.js';
import type { PromotionsService } from './service.js';

/** Codes, referrals and corrections. */
export function promotionsRoutes(service: PromotionsService): BoundRoute[] {
  return [
    bind(promotionRoutes.redeem, ({ caller, body, stableId, address }) => {
      const { organisationId, email } = confirmed(caller);
      const requestId = stableId('rdm');
      return service.redeem({ ...{ requestId, organisationId, email, address }, ...body });
    }),
    bind(promotionRoutes.redemptions, ({ caller, query }) =>
      service.redemptions(caller.organisationId, query),
    ),
    bind(promotionRoutes.referral, ({ caller }) => service.referral(caller.organisationId)),
    bind(promotionRoutes.claimReferral, ({ caller, body }) => {
      const { organisationId, email } = confirmed(caller);
      return service.claimReferral({ organisationId, email, ...body });
    }),
    bind(promotionRoutes.list, ({ query }) => service.list(query)),
    bind(promotionRoutes.create, ({ caller, body, stableId }) =>
      service.create(stableId('pro'), caller.personId, body),
    ),
    bind(promotionRoutes.change, ({ caller, params, body }) =>
      service.change(params.id, caller.personId, body),
    ),
    bind(promotionRoutes.adjust, ({ caller, body, stableId }) =>
      service.adjust({ id: stableId('lot'), actorId: caller.personId, ...body }),
    ),
  ];
}

/** Promotional credits are for people whose address is theirs. */
function confirmed(caller: Principal): Person {
  if (caller.kind !== 'person') {
    throw personRequired();
  }
  if (!caller.emailVerified) {
    throw emailNotVerified();
  }
  return caller;
}

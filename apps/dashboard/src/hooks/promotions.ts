import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { promotionRoutes, type ReplyOf } from '@telex-credits/contracts';
import { attempt } from '../api/attempts.js';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { listOptions } from './pages.js';

export type Redemption = ReplyOf<typeof promotionRoutes.redemptions>['data'][number];
export type Referral = ReplyOf<typeof promotionRoutes.referral>;

/** Promotional credits that were given to the organisation, newest first. */
export function useRedemptions() {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'promotions'], (page, signal) =>
      call(promotionRoutes.redemptions, { query: page, signal }),
    ),
  );
}

/** Redeems a promotional code. A lost answer later, the same code is the same redemption. */
export function useRedeem() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) =>
      attempt({ organisationId, operation: 'redeem', body: { code } }, (idempotencyKey) =>
        call(promotionRoutes.redeem, { body: { code }, idempotencyKey }),
      ),
    onSuccess: () =>
      Promise.all(
        ['promotions', 'wallet', 'transactions'].map((noun) =>
          client.invalidateQueries({ queryKey: [organisationId, noun] }),
        ),
      ),
  });
}

/** The organisation's referral code and what came of it; only for roles that buy. */
export function useReferral({ enabled = true }: { readonly enabled?: boolean } = {}) {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'referral'],
    queryFn: ({ signal }) => call(promotionRoutes.referral, { signal }),
    enabled,
  });
}

/** Says whose referral code brought the organisation. */
export function useClaimReferral() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => call(promotionRoutes.claimReferral, { body: { code } }),
    onSuccess: (referral) => client.setQueryData([organisationId, 'referral'], referral),
  });
}

import { useQuery } from '@tanstack/react-query';
import { priceNoticeRoutes, type ReplyOf } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { CHOICES_MAX } from './pages.js';

export type PriceNotice = ReplyOf<typeof priceNoticeRoutes.list>['data'][number];

/** Price rises that are announced for modules that the organisation uses, the next one first. */
export function usePriceNotices() {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'price-notices'],
    queryFn: async ({ signal }) =>
      (await call(priceNoticeRoutes.list, { query: { limit: CHOICES_MAX }, signal })).data,
  });
}

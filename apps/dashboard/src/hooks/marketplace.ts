import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { moduleRoutes, type ReplyOf } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { CHOICES_MAX, listOptions } from './pages.js';

export type Listing = ReplyOf<typeof moduleRoutes.listing>;

/** Published modules that match a search. */
export function useMarketplace(search: string) {
  return useInfiniteQuery(
    listOptions(['marketplace', 'list', search], (page, signal) =>
      call(moduleRoutes.marketplace, {
        query: { ...page, ...(search === '' ? {} : { search }) },
        signal,
      }),
    ),
  );
}

/** One published module. */
export function useListing(slug: string) {
  return useQuery({
    queryKey: ['marketplace', 'module', slug],
    queryFn: ({ signal }) => call(moduleRoutes.listing, { params: { slug }, signal }),
  });
}

/** Published modules as choices of a form. */
export function useModuleChoices() {
  return useQuery({
    queryKey: ['marketplace', 'choices'],
    queryFn: async ({ signal }) =>
      (await call(moduleRoutes.marketplace, { query: { limit: CHOICES_MAX }, signal })).data,
  });
}

/** What a call of a module would cost, and whether it can be afforded; `input` is its body. */
export function useEstimate(moduleId: string, input?: unknown) {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'estimate', moduleId, input],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(moduleRoutes.estimate, { body: { moduleId, input }, signal }),
  });
}

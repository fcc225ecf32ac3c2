import { useInfiniteQuery } from '@tanstack/react-query';
import { adminPeopleRoutes, type QueryInput, type ReplyOf } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { listOptions, PLATFORM } from './pages.js';

export type FoundOrganisation = ReplyOf<typeof adminPeopleRoutes.organisations>['data'][number];
export type AuditRow = ReplyOf<typeof adminPeopleRoutes.audit>['data'][number];
export type AuditFilters = Omit<QueryInput<typeof adminPeopleRoutes.audit>, 'limit' | 'cursor'>;

const FOUND_MAX = 10;

/** Organisations by name, id or a member's address, newest first. */
export function useOrganisationSearch(search: string) {
  return useInfiniteQuery(
    listOptions([PLATFORM, 'organisations', search], (page, signal) => {
      const query = { ...page, search, limit: FOUND_MAX };
      return call(adminPeopleRoutes.organisations, { query, signal });
    }),
  );
}

/** Who did what, newest first. */
export function useAudit(filters: AuditFilters) {
  return useInfiniteQuery(
    listOptions([PLATFORM, 'audit', filters], (page, signal) =>
      call(adminPeopleRoutes.audit, { query: { ...filters, ...page }, signal }),
    ),
  );
}

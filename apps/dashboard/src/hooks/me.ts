import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { type PlatformRole, peopleRoutes, type ReplyOf, type Role } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { restoreOrganisation, useOrganisationId } from '../api/organisation.js';

export type Me = ReplyOf<typeof peopleRoutes.me>;
export type Organisation = Me['organisations'][number];

/** The signed-in person. Also settles which organisation the page works for. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const me = await call(peopleRoutes.me, { signal });
    restoreOrganisation(
      me.organisations.map(({ id }) => id),
      me.organisationId,
    );
    return me;
  },
  staleTime: 60_000,
});

/** The signed-in person; only under the layout that has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** The organisation that the page works for, with the person's role in it. */
export function useOrganisation(): Organisation {
  const id = useOrganisationId();
  const { organisations } = useMe();
  const organisation = organisations.find((one) => one.id === id) ?? organisations[0];
  if (organisation === undefined) {
    throw new Error('This account belongs to no organisation. Ask for an invitation.');
  }
  return organisation;
}

/** Whether the person's role in the organisation is one of `roles`. */
export function useHasRole(roles: readonly Role[]): boolean {
  return roles.includes(useOrganisation().role);
}

/** The person's role on the whole platform, if there is one. */
export function usePlatformRole(): PlatformRole | null {
  return useMe().person.platformRole;
}

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type BodyInput, peopleRoutes, type ReplyOf, type Role } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { listOptions } from './pages.js';

export type Member = ReplyOf<typeof peopleRoutes.members>['data'][number];

/** People of the organisation. */
export function useMembers() {
  const id = useOrganisationId();
  return useInfiniteQuery(
    listOptions([id, 'members'], (page, signal) =>
      call(peopleRoutes.members, { params: { id }, query: page, signal }),
    ),
  );
}

/** Invites a person by e-mail. */
export function useInvite() {
  const id = useOrganisationId();
  return useMutation({
    mutationFn: (body: BodyInput<typeof peopleRoutes.invite>) =>
      call(peopleRoutes.invite, { params: { id }, body }),
  });
}

/** Changes a member's role. */
export function useChangeRole() {
  const id = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ memberId, role }: { memberId: string; role: Role }) =>
      call(peopleRoutes.changeMember, { params: { id, memberId }, body: { role } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [id, 'members'] });
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
}

/** Joins the organisation behind an invitation. */
export function useAcceptInvitation(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(peopleRoutes.acceptInvitation, { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['me'] }),
  });
}

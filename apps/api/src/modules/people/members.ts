import type { BodyOf, ParamsOf, peopleRoutes, ReplyOf } from '@telex-credits/contracts';
import { createSerial } from '../../foundation/serial.js';
import type { Person } from '../../http/principal.js';
import { lastAdministrator, managedByTelex, memberNotFound } from './errors.js';
import type { Account } from './identity.js';
import type { MemberPage, PeopleRepository } from './repository.js';
import type { MemberDoc } from './schemas.js';
import type { PeopleDeps } from './service.js';

type Routes = typeof peopleRoutes;
type Member = ReplyOf<Routes['changeMember']>;

/** The people of an organisation, and their roles. */
export function createMembers(deps: PeopleDeps) {
  const { repository } = deps;
  const serial = createSerial();
  return {
    async members(organisationId: string, page: MemberPage): Promise<ReplyOf<Routes['members']>> {
      const { items, nextCursor } = await repository.membersOf(organisationId, page);
      const accounts = await deps.identity().byIds(items.map((item) => item.personId));
      return { data: items.map((item) => memberView(item, accounts)), nextCursor };
    },

    /** Throws 404 `member_not_found`, 409 `managed_by_telex`, 409 `last_administrator`. */
    async changeMember(
      caller: Person,
      { id: organisationId, memberId }: ParamsOf<Routes['changeMember']>,
      { role }: BodyOf<Routes['changeMember']>,
    ): Promise<Member> {
      // One at a time, so that two administrators cannot demote each other.
      return serial(organisationId, async () => {
        const member = await repository.member(memberId);
        if (member === undefined || member.organisationId !== organisationId) {
          throw memberNotFound();
        }
        await refuseManaged(repository, organisationId);
        if (member.role === 'administrator' && role !== 'administrator') {
          await refuseWithoutAdministrator(repository, member);
        }
        const changed = (await repository.setRole(memberId, role)) ?? member;
        await deps.audit.record({
          ...{ actorId: caller.personId, organisationId, action: 'member.role_changed' },
          ...{ objectId: memberId, detail: { from: member.role, to: role } },
        });
        return memberView(changed, await deps.identity().byIds([changed.personId]));
      });
    },
  };
}

/** Throws 409 `managed_by_telex` where who belongs to an organisation is not decided here. */
export async function refuseManaged(
  repository: Pick<PeopleRepository, 'organisation'>,
  organisationId: string,
): Promise<void> {
  if ((await repository.organisation(organisationId))?.managedBy === 'telex') {
    throw managedByTelex();
  }
}

async function refuseWithoutAdministrator(
  repository: PeopleRepository,
  leaving: MemberDoc,
): Promise<void> {
  const everybody = await repository.allMembersOf(leaving.organisationId);
  if (!everybody.some(({ role, id }) => role === 'administrator' && id !== leaving.id)) {
    throw lastAdministrator();
  }
}

function memberView(member: MemberDoc, accounts: readonly Account[]): Member {
  const account = accounts.find(({ id }) => id === member.personId);
  return {
    id: member.id,
    personId: member.personId,
    name: account?.name ?? '',
    email: account?.email ?? '',
    role: member.role,
    createdAt: member.createdAt,
  };
}

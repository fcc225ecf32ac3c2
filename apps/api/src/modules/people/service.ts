import type { PlatformRole, peopleRoutes, ReplyOf, Role } from '@telex-credits/contracts';
import type { AuditLog, Mailer, Organisations } from '../../foundation/ports.js';
import type { Person } from '../../http/principal.js';
import { organisationNotFound } from './errors.js';
import { ensureHome } from './home.js';
import type { Account, Identity } from './identity.js';
import { createInvitations } from './invitations.js';
import { createMembers } from './members.js';
import type { PeopleRepository } from './repository.js';
import type { MemberDoc } from './schemas.js';

type Routes = typeof peopleRoutes;
type OrganisationView = ReplyOf<Routes['acceptInvitation']>;

export interface PeopleDeps {
  readonly repository: PeopleRepository;
  /** Late, because better-auth calls `ensureHome` of this service. */
  readonly identity: () => Identity;
  readonly mailer: Mailer;
  readonly audit: AuditLog;
  readonly now: () => Date;
  readonly newId: (prefix: string) => string;
  readonly openWallet: (organisationId: string) => Promise<void>;
  readonly appOrigin: string;
  readonly testMode: boolean;
  readonly baseCurrency: string;
}

export type PeopleService = ReturnType<typeof createPeopleService>;

/** People, their organisations and roles. */
export function createPeopleService(deps: PeopleDeps) {
  const { repository } = deps;
  const members = createMembers(deps);
  const invitations = createInvitations(deps);
  const port = organisationsPort(deps);

  async function organisationView(member: MemberDoc): Promise<OrganisationView> {
    const organisation = await repository.organisation(member.organisationId);
    return {
      id: member.organisationId,
      name: organisation?.name ?? member.organisationId,
      role: member.role,
      personal: organisation?.personal ?? false,
    };
  }

  async function pickMembership(account: Account, organisationId?: string): Promise<MemberDoc> {
    if (organisationId !== undefined) {
      const picked = await repository.membership(organisationId, account.id);
      if (picked === undefined) {
        throw organisationNotFound();
      }
      return picked;
    }
    const [first] = await repository.membershipsOf(account.id);
    return first ?? (await ensureHome(account, deps));
  }

  return {
    ...port,

    /** Makes what an account needs to work: its own organisation with a wallet. */
    async ensureHome(account: Pick<Account, 'id' | 'name'>): Promise<void> {
      await ensureHome(account, deps);
    },

    /**
     * An account acting for one of its organisations: the one that is named, or its first. Throws
     * 404 `organisation_not_found` when it is not a member of it.
     */
    async personOf(account: Account, organisationId?: string): Promise<Person> {
      const { role, organisationId: picked } = await pickMembership(account, organisationId);
      const platformRole = await repository.platformRole(account.id);
      const { id: personId, email, name, emailVerified } = account;
      return {
        ...{ kind: 'person', personId, email, name, emailVerified },
        ...{ platformRole, organisationId: picked, role },
      };
    },

    async me(caller: Person): Promise<ReplyOf<Routes['me']>> {
      const memberships = await repository.membershipsOf(caller.personId);
      const { personId: id, email, name, emailVerified, platformRole } = caller;
      return {
        person: { id, email, name, emailVerified, platformRole },
        organisations: await Promise.all(memberships.map(organisationView)),
        organisationId: caller.organisationId,
        testMode: deps.testMode,
        baseCurrency: deps.baseCurrency,
      };
    },

    members: members.members,
    changeMember: members.changeMember,
    invite: invitations.invite,

    async acceptInvitation(caller: Person, invitationId: string): Promise<OrganisationView> {
      return organisationView(await invitations.accept(caller, invitationId));
    },

    /** Gives an account a role on the whole platform; `grantedBy` is null from the command line. */
    async setPlatformRole(
      account: Pick<Account, 'id'>,
      role: PlatformRole,
      grantedBy: string | null,
    ): Promise<void> {
      const createdAt = deps.now().toISOString();
      await repository.setPlatformRole({ id: account.id, role, grantedBy, createdAt });
      await deps.audit.record({
        ...{ actorId: grantedBy ?? 'command-line', organisationId: null },
        ...{ action: 'platform_role.granted', objectId: account.id, detail: { role } },
      });
    },
    hasPlatformAdmin: () => repository.hasPlatformAdmin(),
  };
}

function organisationsPort({ repository, identity }: PeopleDeps): Organisations {
  return {
    async name(organisationId) {
      return (await repository.organisation(organisationId))?.name;
    },
    async emails(organisationId, roles: readonly Role[]) {
      const members = await repository.allMembersOf(organisationId);
      const ids = members.filter(({ role }) => roles.includes(role)).map((m) => m.personId);
      return (await identity().byIds(ids)).map((account) => account.email);
    },
    platformRole: (personId) => repository.platformRole(personId),
  };
}

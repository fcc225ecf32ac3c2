import type { peopleRoutes, ReplyOf, Role } from '@telex-credits/contracts';
import type { AuditLog, Mailer, Organisations } from '../../foundation/ports.js';
import type { Person } from '../../http/principal.js';
import { createPeopleAdmin } from './admin.js';
import { ensureHome } from './home.js';
import type { Account, Identity } from './identity.js';
import { createInvitations } from './invitations.js';
import { createMembers } from './members.js';
import { createPersons } from './persons.js';
import type { PeopleRepository } from './repository.js';
import type { MemberDoc } from './schemas.js';
import { createTelexMemberships } from './telex-memberships.js';

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
  /** Opens an organisation's wallet; does nothing where it is open. */
  readonly openWallet: (organisationId: string) => Promise<void>;
  readonly appOrigin: string;
  readonly testMode: boolean;
  readonly baseCurrency: string;
}

export type PeopleService = ReturnType<typeof createPeopleService>;

/** People, their organisations and roles. */
export function createPeopleService(deps: PeopleDeps) {
  const { repository } = deps;
  const invitations = createInvitations(deps);

  async function organisationView(member: MemberDoc): Promise<OrganisationView> {
    const organisation = await repository.organisation(member.organisationId);
    return {
      id: member.organisationId,
      name: organisation?.name ?? member.organisationId,
      role: member.role,
      personal: organisation?.personal ?? false,
      managedBy: organisation?.managedBy ?? null,
    };
  }

  const own = {
    /** Makes what an account needs to work: its own organisation with a wallet. */
    async ensureHome(account: Pick<Account, 'id' | 'name'>): Promise<void> {
      await ensureHome(account, deps);
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

    invite: invitations.invite,

    async acceptInvitation(caller: Person, invitationId: string): Promise<OrganisationView> {
      return organisationView(await invitations.accept(caller, invitationId));
    },

    hasPlatformAdmin: () => repository.hasPlatformAdmin(),
  };
  const doors = Object.assign(own, organisationsPort(deps), createMembers(deps));
  const elsewhere = createTelexMemberships(deps);
  return Object.assign(doors, elsewhere, createPersons(deps), createPeopleAdmin(deps));
}

function organisationsPort({ repository, identity }: PeopleDeps): Organisations {
  async function accountsIn(organisationId: string, roles: readonly Role[]): Promise<Account[]> {
    const members = await repository.allMembersOf(organisationId);
    const ids = members.filter(({ role }) => roles.includes(role)).map((m) => m.personId);
    return identity().byIds(ids);
  }
  return {
    async name(organisationId) {
      return (await repository.organisation(organisationId))?.name;
    },
    async emails(organisationId, roles) {
      return (await accountsIn(organisationId, roles)).map(({ email }) => email);
    },
    async confirmedEmails(organisationId, roles) {
      const accounts = await accountsIn(organisationId, roles);
      return accounts.filter(({ emailVerified }) => emailVerified).map(({ email }) => email);
    },
    platformRole: (personId) => repository.platformRole(personId),
  };
}

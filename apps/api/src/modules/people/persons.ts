import type { PlatformRole } from '@telex-credits/contracts';
import type { Person } from '../../http/principal.js';
import { organisationNotFound } from './errors.js';
import { ensureHome } from './home.js';
import type { Account } from './identity.js';
import type { MemberDoc } from './schemas.js';
import type { PeopleDeps } from './service.js';

/** Accounts as people acting for an organisation, and their roles on the platform. */
export function createPersons(deps: PeopleDeps) {
  const { repository } = deps;

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

  /**
   * An account acting for one of its organisations: the one that is named, or its first. Throws
   * 404 `organisation_not_found` when it is not a member of it.
   */
  async function personOf(account: Account, organisationId?: string): Promise<Person> {
    const { role, organisationId: picked } = await pickMembership(account, organisationId);
    const platformRole = await repository.platformRole(account.id);
    const { id: personId, email, name, emailVerified } = account;
    return {
      ...{ kind: 'person', personId, email, name, emailVerified },
      ...{ platformRole, organisationId: picked, role },
    };
  }

  return {
    personOf,

    /** A person who is a platform admin now, acting for their first organisation. */
    async platformAdmin(personId: string): Promise<Person | undefined> {
      if ((await repository.platformRole(personId)) !== 'platform_admin') {
        return undefined;
      }
      const [account] = await deps.identity().byIds([personId]);
      return account && personOf(account);
    },

    /**
     * Makes an account with a confirmed address and its organisation, without a request: for demo
     * data. Answers the one that is there already, with its own password.
     */
    async createPerson(input: {
      readonly email: string;
      readonly password: string;
      readonly name: string;
    }): Promise<Person> {
      const account = await deps.identity().create(input);
      await ensureHome(account, deps);
      return personOf(account);
    },

    /** Gives an account a role on the whole platform; `grantedBy` is null from the command line. */
    async setPlatformRole(
      personId: string,
      role: PlatformRole,
      grantedBy: string | null,
    ): Promise<void> {
      const createdAt = deps.now().toISOString();
      await repository.setPlatformRole({ id: personId, role, grantedBy, createdAt });
      await deps.audit.record({
        ...{ actorId: grantedBy ?? 'command-line', organisationId: null },
        ...{ action: 'platform_role.granted', objectId: personId, detail: { role } },
      });
    },
  };
}

import type { Account } from './identity.js';
import type { PeopleRepository } from './repository.js';
import type { MemberDoc } from './schemas.js';

interface HomeDeps {
  readonly repository: PeopleRepository;
  readonly now: () => Date;
  /** Opens an organisation's wallet; does nothing where it is open. */
  readonly openWallet: (organisationId: string) => Promise<void>;
}

/** Ids of a personal organisation follow from the person's, so that making it twice is one. */
function homeIds(personId: string): { organisationId: string; memberId: string } {
  const tail = personId.slice(personId.indexOf('_') + 1);
  return { organisationId: `org_${tail}`, memberId: `mbr_${tail}` };
}

/**
 * Makes a person's own organisation with its wallet. The membership comes last: whoever has one has
 * all of it, and a crash before is repaired at the next sign-in.
 */
export async function ensureHome(
  account: Pick<Account, 'id' | 'name'>,
  deps: HomeDeps,
): Promise<MemberDoc> {
  const { organisationId, memberId } = homeIds(account.id);
  const there = await deps.repository.member(memberId);
  if (there !== undefined) {
    return there;
  }
  const createdAt = deps.now().toISOString();
  await deps.openWallet(organisationId);
  const name = account.name.trim() === '' ? 'Personal' : account.name.trim();
  await deps.repository.addOrganisation({ id: organisationId, name, personal: true, createdAt });
  const member: MemberDoc = {
    id: memberId,
    organisationId,
    personId: account.id,
    role: 'administrator',
    createdAt,
  };
  await deps.repository.addMember(member);
  return member;
}

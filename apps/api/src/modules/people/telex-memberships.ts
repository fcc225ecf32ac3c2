import type { Role } from '@telex-credits/contracts';
import { createSerial } from '../../foundation/serial.js';
import type { MemberDoc } from './schemas.js';
import type { PeopleDeps } from './service.js';

/** A membership as Telex has it. */
export interface TelexMembership {
  /** Telex's id of the organisation. */
  readonly telexId: string;
  readonly name: string;
  readonly role: Role;
}

/** Organisations that are kept at Telex, and who belongs to them. */
export function createTelexMemberships(deps: PeopleDeps) {
  const { repository } = deps;
  const serial = createSerial();

  /** The wallet comes first: an organisation that is there has one. */
  async function ensureOrganisation({ telexId, name }: TelexMembership): Promise<string> {
    const createdAt = deps.now().toISOString();
    const fresh = { organisationId: deps.newId('org'), createdAt };
    const id = await repository.organisationOfTelex(telexId, fresh);
    if ((await repository.organisation(id)) === undefined) {
      await deps.openWallet(id);
      await repository.addOrganisation({
        ...{ id, name, personal: false, managedBy: 'telex', createdAt },
      });
    }
    await repository.rename(id, name);
    return id;
  }

  async function record(
    { organisationId, id, personId }: MemberDoc,
    action: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    await deps.audit.record({
      ...{ actorId: 'telex', organisationId, action, objectId: id },
      detail: { personId, ...detail },
    });
  }

  async function putMember(organisationId: string, personId: string, role: Role): Promise<void> {
    const there = await repository.membership(organisationId, personId);
    if (there === undefined) {
      const id = deps.newId('mbr');
      const createdAt = deps.now().toISOString();
      const member: MemberDoc = { id, organisationId, personId, role, createdAt };
      await repository.addMember(member);
      await record(member, 'member.joined', { role });
    } else if (there.role !== role) {
      await repository.setRole(there.id, role);
      await record(there, 'member.role_changed', { from: there.role, to: role });
    }
  }

  return {
    /**
     * Makes a person's memberships of organisations kept at Telex exactly the given ones; those of
     * organisations made here are never touched. An organisation is made, with its wallet, when the
     * first of its members comes. Safe to repeat, also after a crash in the middle.
     */
    setTelexMemberships(personId: string, wanted: readonly TelexMembership[]): Promise<void> {
      return serial(personId, async () => {
        const kept = new Set<string>();
        for (const membership of wanted) {
          const organisationId = await ensureOrganisation(membership);
          kept.add(organisationId);
          await putMember(organisationId, personId, membership.role);
        }
        for (const member of await repository.membershipsOf(personId)) {
          const organisation = await repository.organisation(member.organisationId);
          if (organisation?.managedBy === 'telex' && !kept.has(member.organisationId)) {
            await repository.removeMember(member.id);
            await record(member, 'member.removed', { role: member.role });
          }
        }
      });
    },
  };
}

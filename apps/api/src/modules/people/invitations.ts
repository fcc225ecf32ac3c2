import type { BodyOf, peopleRoutes, ReplyOf } from '@telex-credits/contracts';
import { emailNotVerified } from '../../foundation/email-not-verified.js';
import type { Person } from '../../http/principal.js';
import { alreadyMember, invitationNotFound, invitationOver, memberNotFound } from './errors.js';
import type { Account } from './identity.js';
import { refuseManaged } from './members.js';
import type { InvitationDoc, MemberDoc } from './schemas.js';
import type { PeopleDeps } from './service.js';

type Routes = typeof peopleRoutes;

const validMs = 7 * 24 * 3600 * 1000;

/** Invitations by e-mail, and what becomes of them. */
export function createInvitations(deps: PeopleDeps) {
  const { repository } = deps;

  async function isMember(organisationId: string, account: Account | undefined): Promise<boolean> {
    return (
      account !== undefined &&
      (await repository.membership(organisationId, account.id)) !== undefined
    );
  }

  async function sendMail(doc: InvitationDoc, invitedBy: Person): Promise<void> {
    const organisation = await repository.organisation(doc.organisationId);
    const name = organisation?.name ?? 'an organisation';
    const link = `${deps.appOrigin}/invitations/${doc.id}`;
    await deps.mailer.send({
      to: doc.email,
      subject: `${invitedBy.name} invites you to ${name}`,
      text: `${invitedBy.name} (${invitedBy.email}) invites you to "${name}" on Telex Credits, as ${doc.role}.\n\nSign in with this address and open\n\n${link}`,
    });
  }

  return {
    /**
     * Invites an address; inviting it again renews the invitation that is open. Throws 403
     * `email_not_verified` for an inviter who is not verified, 409 `managed_by_telex`, 409
     * `already_member`.
     */
    async invite(
      caller: Person,
      organisationId: string,
      input: BodyOf<Routes['invite']>,
    ): Promise<ReplyOf<Routes['invite']>> {
      if (!caller.emailVerified) {
        throw emailNotVerified();
      }
      await refuseManaged(repository, organisationId);
      const email = input.email.toLowerCase();
      if (await isMember(organisationId, await deps.identity().byEmail(email))) {
        throw alreadyMember();
      }
      const now = deps.now();
      const expiresAt = new Date(now.getTime() + validMs).toISOString();
      const open = await repository.pendingInvitation(organisationId, email);
      const doc: InvitationDoc = {
        ...{ id: open?.id ?? deps.newId('inv'), organisationId, email, role: input.role },
        ...{ status: 'pending', invitedBy: caller.personId, acceptedBy: null, expiresAt },
        createdAt: open?.createdAt ?? now.toISOString(),
      };
      await (open === undefined
        ? repository.addInvitation(doc)
        : repository.changeInvitation(doc.id, () => doc));
      await deps.audit.record({
        ...{ actorId: caller.personId, organisationId, action: 'member.invited' },
        ...{ objectId: doc.id, detail: { email, role: input.role } },
      });
      await sendMail(doc, caller);
      return { id: doc.id, email, role: doc.role, expiresAt, status: doc.status };
    },

    /**
     * Joins the inviting organisation; again answers the same membership. Throws 403
     * `email_not_verified` (else anybody could claim an invited address), 404
     * `invitation_not_found` for another's, 409 `invitation_over`.
     */
    async accept(caller: Person, invitationId: string): Promise<MemberDoc> {
      const doc = await repository.invitation(invitationId);
      if (doc === undefined || doc.email !== caller.email.toLowerCase()) {
        throw invitationNotFound();
      }
      if (!caller.emailVerified) {
        throw emailNotVerified();
      }
      if (!acceptedBefore(doc, caller, deps.now())) {
        await join(doc, caller, deps);
      }
      const member = await repository.membership(doc.organisationId, caller.personId);
      if (member === undefined) {
        throw memberNotFound();
      }
      return member;
    },
  };
}

/** Whether the caller accepted it already; throws 409 when it cannot be accepted any more. */
function acceptedBefore(doc: InvitationDoc, caller: Person, now: Date): boolean {
  if (doc.status === 'accepted' && doc.acceptedBy === caller.personId) {
    return true;
  }
  if (doc.status !== 'pending') {
    throw invitationOver(doc.status);
  }
  if (doc.expiresAt <= now.toISOString()) {
    throw invitationOver('expired');
  }
  return false;
}

async function join(doc: InvitationDoc, caller: Person, deps: PeopleDeps): Promise<void> {
  const { organisationId, role } = doc;
  const createdAt = deps.now().toISOString();
  // The id follows from the invitation: joining twice is joining once.
  const id = doc.id.replace(/^inv_/, 'mbr_');
  await deps.repository.addMember({
    id,
    organisationId,
    personId: caller.personId,
    role,
    createdAt,
  });
  await deps.repository.changeInvitation(doc.id, (invitation) => ({
    ...invitation,
    status: 'accepted',
    acceptedBy: caller.personId,
  }));
  await deps.audit.record({
    ...{ actorId: caller.personId, organisationId, action: 'member.joined' },
    ...{ objectId: id, detail: { invitationId: doc.id, role } },
  });
}

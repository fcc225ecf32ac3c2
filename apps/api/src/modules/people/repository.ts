import type { PlatformRole, Role } from '@telex-credits/contracts';
import { type DocumentStore, UniqueViolation, update } from '@telex-credits/store';
import {
  type AuditRow,
  auditRows,
  type InvitationDoc,
  invitations,
  type MemberDoc,
  members,
  type OrganisationDoc,
  organisations,
  platformRoles,
  telexOrganisations,
} from './schemas.js';
import { type SiftedPage, sift } from './sift.js';

export interface MemberPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Each narrows the audit log; undefined does not. */
export type AuditFilters = Partial<Pick<AuditRow, (typeof auditFields)[number]>>;
const auditFields = ['organisationId', 'actorId', 'action'] as const;

/** Most organisations that one person is asked about. */
const organisationsMax = 200;

export type PeopleRepository = ReturnType<typeof createPeopleRepository>;

/** Organisations, members, invitations, platform roles and the audit log. */
export function createPeopleRepository(documents: DocumentStore) {
  return Object.assign(membership(documents), invitationsIn(documents), platformIn(documents));
}

function membership(documents: DocumentStore) {
  const inOrganisations = documents.collection(organisations);
  const inTelexOrganisations = documents.collection(telexOrganisations);
  const inMembers = documents.collection(members);

  async function membersOf(organisationId: string, { limit, cursor = undefined }: MemberPage) {
    const query = { index: 'ofOrganisation', equals: [organisationId], limit };
    const found = await inMembers.find({ ...query, cursor: cursor ?? null });
    return { items: found.items.map((item) => item.doc), nextCursor: found.nextCursor };
  }

  return {
    /** Does nothing where it is there already. */
    async addOrganisation(doc: OrganisationDoc): Promise<void> {
      await ignoringTwice(inOrganisations.insert(doc));
    },
    async organisation(id: string): Promise<OrganisationDoc | undefined> {
      return (await inOrganisations.get(id))?.doc;
    },
    async rename(id: string, name: string): Promise<void> {
      await update(inOrganisations, id, (doc) =>
        doc.name === name ? undefined : { ...doc, name },
      );
    },
    /** The organisation here of one at Telex: `fresh` for the first who asks, then always that one. */
    async organisationOfTelex(
      telexId: string,
      fresh: { readonly organisationId: string; readonly createdAt: string },
    ): Promise<string> {
      const there = await inTelexOrganisations.get(telexId);
      if (there === undefined) {
        await ignoringTwice(inTelexOrganisations.insert({ id: telexId, ...fresh }));
      }
      const kept = there ?? (await inTelexOrganisations.get(telexId));
      return kept?.doc.organisationId ?? fresh.organisationId;
    },
    /** Organisations that are wanted, newest first. */
    organisationPage(
      wanted: (doc: OrganisationDoc) => boolean,
      page: MemberPage,
    ): Promise<SiftedPage<OrganisationDoc>> {
      return sift(inOrganisations, { index: 'created', equals: [], ...page, wanted });
    },
    /** Does nothing where the person is a member already. */
    async addMember(doc: MemberDoc): Promise<void> {
      await ignoringTwice(inMembers.insert(doc));
    },
    async membership(organisationId: string, personId: string): Promise<MemberDoc | undefined> {
      const equals = [organisationId, personId];
      const page = await inMembers.find({ index: 'once', equals, limit: 1 });
      return page.items[0]?.doc;
    },
    /** A person's memberships, the oldest (the personal organisation) first. */
    async membershipsOf(personId: string): Promise<MemberDoc[]> {
      const query = { index: 'ofPerson', equals: [personId], limit: organisationsMax };
      return (await inMembers.find(query)).items.map((item) => item.doc);
    },
    membersOf,
    async allMembersOf(organisationId: string): Promise<MemberDoc[]> {
      const all: MemberDoc[] = [];
      let cursor: string | undefined;
      do {
        const page = await membersOf(organisationId, { limit: 1000, cursor });
        all.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return all;
    },
    async member(id: string): Promise<MemberDoc | undefined> {
      return (await inMembers.get(id))?.doc;
    },
    /** Ends a membership; the account, and what it made here, stay. */
    removeMember: (id: string) => inMembers.delete(id),
    async setRole(id: string, role: Role): Promise<MemberDoc | undefined> {
      return update(inMembers, id, (doc) => ({ ...doc, role }));
    },
  };
}

function invitationsIn(documents: DocumentStore) {
  const inInvitations = documents.collection(invitations);
  return {
    async addInvitation(doc: InvitationDoc): Promise<void> {
      await inInvitations.insert(doc);
    },
    async invitation(id: string): Promise<InvitationDoc | undefined> {
      return (await inInvitations.get(id))?.doc;
    },
    async pendingInvitation(
      organisationId: string,
      email: string,
    ): Promise<InvitationDoc | undefined> {
      const equals = [organisationId, email, 'pending'];
      const page = await inInvitations.find({ index: 'ofOrganisation', equals, limit: 1 });
      return page.items[0]?.doc;
    },
    async changeInvitation(
      id: string,
      change: (doc: InvitationDoc) => InvitationDoc,
    ): Promise<InvitationDoc | undefined> {
      return update(inInvitations, id, change);
    },
  };
}

function platformIn(documents: DocumentStore) {
  const inPlatformRoles = documents.collection(platformRoles);
  const inAudit = documents.collection(auditRows);
  return {
    async platformRole(personId: string): Promise<PlatformRole | null> {
      return (await inPlatformRoles.get(personId))?.doc.role ?? null;
    },
    async hasPlatformAdmin(): Promise<boolean> {
      const query = { index: 'ofRole', equals: ['platform_admin'], limit: 1 };
      return (await inPlatformRoles.find(query)).items.length > 0;
    },
    async setPlatformRole(doc: {
      id: string;
      role: PlatformRole;
      grantedBy: string | null;
      createdAt: string;
    }): Promise<void> {
      try {
        await inPlatformRoles.insert(doc);
      } catch (error) {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
        await update(inPlatformRoles, doc.id, () => doc);
      }
    },
    async addAuditRow(row: AuditRow): Promise<void> {
      await inAudit.insert(row);
    },
    /** Rows that all given filters hold for, newest first, by the index of the narrowest one. */
    auditPage(filters: AuditFilters, page: MemberPage): Promise<SiftedPage<AuditRow>> {
      const wanted = (row: AuditRow) =>
        auditFields.every((field) => [undefined, row[field]].includes(filters[field]));
      return sift(inAudit, { ...auditIndex(filters), ...page, wanted });
    },
  };
}

function auditIndex({ organisationId, actorId, action }: AuditFilters) {
  if (organisationId !== undefined) {
    return { index: 'ofOrganisation', equals: [organisationId] };
  }
  if (actorId !== undefined) {
    return { index: 'ofActor', equals: [actorId] };
  }
  return action === undefined
    ? { index: 'at', equals: [] }
    : { index: 'ofAction', equals: [action] };
}

async function ignoringTwice(insert: Promise<void>): Promise<void> {
  try {
    await insert;
  } catch (error) {
    if (!(error instanceof UniqueViolation)) {
      throw error;
    }
  }
}

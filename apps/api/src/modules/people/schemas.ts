import { platformRoleSchema, roleSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const organisation = z.strictObject({
  /** Also the id of its wallet. */
  id: z.string(),
  name: z.string(),
  personal: z.boolean(),
  /** Where it is kept, members and roles included, when that is not here. */
  managedBy: z.literal('telex').optional(),
  createdAt: z.string(),
});
export type OrganisationDoc = z.infer<typeof organisation>;

/** Which organisation here is one of Telex's; the id is Telex's, so that there is one of each. */
const telexOrganisation = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  createdAt: z.string(),
});

const member = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  personId: z.string(),
  role: roleSchema,
  createdAt: z.string(),
});
export type MemberDoc = z.infer<typeof member>;

const invitation = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  /** Lower case. */
  email: z.string(),
  role: roleSchema,
  status: z.enum(['pending', 'accepted', 'rejected', 'canceled']),
  invitedBy: z.string(),
  acceptedBy: z.string().nullable(),
  expiresAt: z.string(),
  createdAt: z.string(),
});
export type InvitationDoc = z.infer<typeof invitation>;

const platformRole = z.strictObject({
  /** The person's id: one role each. */
  id: z.string(),
  role: platformRoleSchema,
  grantedBy: z.string().nullable(),
  createdAt: z.string(),
});

const auditRow = z.strictObject({
  id: z.string(),
  at: z.string(),
  actorId: z.string(),
  organisationId: z.string().nullable(),
  action: z.string(),
  objectId: z.string(),
  detail: z.record(z.string(), z.json()),
});
export type AuditRow = z.infer<typeof auditRow>;

export const organisations = defineCollection({
  name: 'organisations',
  schema: organisation,
  indexes: { created: { fields: ['createdAt'] } },
});

export const telexOrganisations = defineCollection({
  name: 'telex_organisations',
  schema: telexOrganisation,
  indexes: {},
});

export const members = defineCollection({
  name: 'members',
  schema: member,
  indexes: {
    once: { fields: ['organisationId', 'personId'], unique: true },
    ofOrganisation: { fields: ['organisationId', 'createdAt'] },
    ofPerson: { fields: ['personId', 'createdAt'] },
  },
});

export const invitations = defineCollection({
  name: 'invitations',
  schema: invitation,
  indexes: { ofOrganisation: { fields: ['organisationId', 'email', 'status'] } },
});

export const platformRoles = defineCollection({
  name: 'platform_roles',
  schema: platformRole,
  indexes: { ofRole: { fields: ['role'] } },
});

export const auditRows = defineCollection({
  name: 'audit_log',
  schema: auditRow,
  indexes: {
    at: { fields: ['at'] },
    ofOrganisation: { fields: ['organisationId', 'at'] },
    ofActor: { fields: ['actorId', 'at'] },
    ofAction: { fields: ['action', 'at'] },
  },
});

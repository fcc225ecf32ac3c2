import { z } from 'zod';
import { listOf, noBody, noParams, pageQuery, timeSchema } from './common.js';
import { route } from './route.js';

const admin = { kind: 'platform', roles: ['platform_admin'] } as const;

const filterSchema = z.string().trim().min(1).max(200);

/** An organisation as platform admins find it. */
export const foundOrganisationSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    personal: z.boolean(),
    /** Addresses of its administrators: two organisations may have the same name. */
    administrators: z.array(z.string()),
    createdAt: timeSchema,
  })
  .meta({ id: 'FoundOrganisation' });

/** One sensitive act: who did what to what. Rows are never changed. */
export const auditRowSchema = z
  .strictObject({
    id: z.string(),
    at: timeSchema,
    /** A person, a key, or a part of the program such as `command-line`. */
    actorId: z.string(),
    /** Null where it is no person, or one who is gone. */
    actorEmail: z.string().nullable(),
    organisationId: z.string().nullable(),
    organisationName: z.string().nullable(),
    /** Such as `wallet.adjust`. */
    action: z.string(),
    objectId: z.string(),
    detail: z.record(z.string(), z.json()),
  })
  .meta({ id: 'AuditRow' });

export const adminPeopleRoutes = {
  organisations: route({
    operationId: 'searchOrganisations',
    method: 'get',
    path: '/api/v1/admin/organisations',
    tag: 'admin',
    summary:
      "Organisations by part of their name, their id or a member's e-mail address, newest first",
    access: admin,
    params: noParams,
    query: pageQuery.extend({ search: z.string().trim().max(200).optional() }),
    body: noBody,
    status: 200,
    /** A page can be short of `limit`, or empty, although more follow. */
    reply: listOf(foundOrganisationSchema),
  }),
  audit: route({
    operationId: 'listAuditLog',
    method: 'get',
    path: '/api/v1/admin/audit',
    tag: 'admin',
    summary: 'The audit log, newest first',
    access: admin,
    params: noParams,
    query: pageQuery.extend({
      /** A person's id or e-mail address, or what else acted. */
      actor: filterSchema.optional(),
      organisationId: filterSchema.optional(),
      action: filterSchema.optional(),
    }),
    body: noBody,
    status: 200,
    /** A page can be short of `limit`, or empty, although more follow. */
    reply: listOf(auditRowSchema),
  }),
} as const;

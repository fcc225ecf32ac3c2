import { z } from 'zod';
import { anyRole, platformRoleSchema, roleSchema } from './access.js';
import { idParams, listOf, noBody, noParams, noQuery, pageQuery, timeSchema } from './common.js';
import { route } from './route.js';

export const organisationSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: roleSchema,
    personal: z.boolean(),
    /** `telex` where members and roles come from there and can only be changed there. */
    managedBy: z.literal('telex').nullable(),
  })
  .meta({ id: 'Organisation' });

export const meSchema = z
  .strictObject({
    person: z.strictObject({
      id: z.string(),
      email: z.string(),
      name: z.string(),
      emailVerified: z.boolean(),
      platformRole: platformRoleSchema.nullable(),
    }),
    organisations: z.array(organisationSchema),
    /** The one that calls without `X-Organisation-Id` mean. */
    organisationId: z.string(),
    /** Whether this server is a demo (sandbox payments) and must say so on every page. */
    testMode: z.boolean(),
    baseCurrency: z.string(),
  })
  .meta({ id: 'Me' });

export const memberSchema = z
  .strictObject({
    id: z.string(),
    personId: z.string(),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'Member' });

export const invitationSchema = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    role: roleSchema,
    expiresAt: timeSchema,
    status: z.enum(['pending', 'accepted', 'rejected', 'canceled']),
  })
  .meta({ id: 'Invitation' });

const memberParams = z.strictObject({ id: z.string(), memberId: z.string() });

export const peopleRoutes = {
  me: route({
    operationId: 'getMe',
    method: 'get',
    path: '/api/v1/me',
    tag: 'people',
    summary: 'The signed-in person, organisations and roles',
    access: { kind: 'person' },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: meSchema,
  }),
  members: route({
    operationId: 'listMembers',
    method: 'get',
    path: '/api/v1/organisations/{id}/members',
    tag: 'people',
    summary: 'People of an organisation',
    access: { kind: 'organisation', roles: anyRole, scopes: [] },
    params: idParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(memberSchema),
  }),
  invite: route({
    operationId: 'inviteMember',
    method: 'post',
    path: '/api/v1/organisations/{id}/invitations',
    tag: 'people',
    summary: 'Invite a person by e-mail',
    access: { kind: 'organisation', roles: ['administrator'], scopes: [] },
    params: idParams,
    query: noQuery,
    body: z.strictObject({ email: z.email().max(200), role: roleSchema }),
    status: 201,
    reply: invitationSchema,
  }),
  acceptInvitation: route({
    operationId: 'acceptInvitation',
    method: 'post',
    path: '/api/v1/invitations/{id}/accept',
    tag: 'people',
    summary: 'Join the organisation that invited you',
    access: { kind: 'person' },
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: organisationSchema,
  }),
  changeMember: route({
    operationId: 'changeMember',
    method: 'patch',
    path: '/api/v1/organisations/{id}/members/{memberId}',
    tag: 'people',
    summary: "Change a member's role",
    access: { kind: 'organisation', roles: ['administrator'], scopes: [] },
    params: memberParams,
    query: noQuery,
    body: z.strictObject({ role: roleSchema }),
    status: 200,
    reply: memberSchema,
  }),
} as const;

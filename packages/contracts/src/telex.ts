import { z } from 'zod';
import { noBody, noParams, noQuery, timeSchema } from './common.js';
import { route } from './route.js';

export const signInOptionsSchema = z
  .strictObject({
    /** Whether `POST /api/auth/sign-in/telex` is open. */
    telex: z.boolean(),
  })
  .meta({ id: 'SignInOptions' });

/** How the signed-in person and a Telex account are tied. */
export const telexLinkSchema = z
  .strictObject({
    /** Whether signing in with Telex is set up on this server. */
    configured: z.boolean(),
    linked: z
      .strictObject({
        telexUserId: z.string(),
        /** As Telex says it. */
        email: z.string(),
        /** Whether its owner followed the link that was mailed; null where the account has an address of its own. */
        emailConfirmed: z.boolean().nullable(),
        linkedAt: timeSchema,
        /** When Telex last said which organisations and roles there are. */
        refreshedAt: timeSchema,
        /** Telex no longer takes the token: sign in with Telex again. */
        signInNeeded: z.boolean(),
        /** When the memberships that come from Telex end for that. */
        closesAt: timeSchema.nullable(),
        /** The account has no password here, so the link cannot be ended. */
        onlyWayIn: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: 'TelexLink' });
export type TelexLink = z.infer<typeof telexLinkSchema>;

const password = z.string().min(1).max(1024);
const person = { access: { kind: 'person' }, params: noParams, query: noQuery } as const;

export const telexRoutes = {
  options: route({
    operationId: 'getSignInOptions',
    method: 'get',
    path: '/api/v1/sign-in-options',
    tag: 'people',
    summary: 'How people can sign in to this server',
    access: { kind: 'public' },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: signInOptionsSchema,
  }),
  show: route({
    ...{ operationId: 'getTelexLink', method: 'get', path: '/api/v1/me/telex', tag: 'people' },
    ...person,
    summary: 'How your account and Telex are tied',
    body: noBody,
    status: 200,
    reply: telexLinkSchema,
  }),
  link: route({
    ...{ operationId: 'linkTelex', method: 'post', path: '/api/v1/me/telex', tag: 'people' },
    ...person,
    summary: 'Let a Telex account sign in to yours: takes the passwords of both',
    body: z.strictObject({
      /** Of the Telex account. */
      email: z.email().max(254),
      password,
      /** Of your account here. */
      currentPassword: password,
    }),
    status: 201,
    reply: telexLinkSchema,
  }),
  unlink: route({
    ...{ operationId: 'unlinkTelex', method: 'delete', path: '/api/v1/me/telex', tag: 'people' },
    ...person,
    summary: 'End the link; memberships that came from Telex end too',
    body: noBody,
    status: 204,
    reply: noBody,
  }),
  sendConfirmation: route({
    operationId: 'sendTelexConfirmation',
    method: 'post',
    path: '/api/v1/me/telex/confirmation-mail',
    tag: 'people',
    ...person,
    summary: 'Mail the link that confirms the address of your Telex account again',
    body: noBody,
    status: 204,
    reply: noBody,
  }),
  confirm: route({
    operationId: 'confirmTelexEmail',
    method: 'post',
    path: '/api/v1/me/telex/confirmation',
    tag: 'people',
    ...person,
    summary: 'Confirm the address of your Telex account with the token that was mailed to it',
    body: z.strictObject({ token: z.string().min(1).max(2000) }),
    status: 200,
    reply: telexLinkSchema,
  }),
} as const;

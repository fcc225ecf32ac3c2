import { z } from 'zod';
import { noBody, noParams, noQuery } from './common.js';
import { route } from './route.js';

/** A public key that requests to modules are signed with: a JWK of RFC 8037. */
export const signingKeySchema = z
  .strictObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    /** Its thumbprint (RFC 7638); `keyid` of signatures. */
    kid: z.string(),
    x: z.string(),
    use: z.literal('sig'),
  })
  .meta({ id: 'SigningKey' });
export type SigningKey = z.infer<typeof signingKeySchema>;

export const signingKeyRoutes = {
  list: route({
    operationId: 'listSigningKeys',
    method: 'get',
    path: '/.well-known/telex-credits-keys',
    tag: 'modules',
    summary: 'Public keys of the signatures on requests to modules, as a JWK set',
    access: { kind: 'public' },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: z.strictObject({ keys: z.array(signingKeySchema) }),
  }),
} as const;

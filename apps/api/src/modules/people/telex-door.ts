import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint, formCsrfMiddleware } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/** Asks Telex who somebody is. Throws what the caller is to be told. */
export type SignInWithTelex = (credentials: {
  readonly email: string;
  readonly password: string;
}) => Promise<{ readonly personId: string }>;

const credentials = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1024),
});

/** `POST /sign-in/telex`: a session as a sign-in by e-mail makes one, once Telex has said yes. */
export function telexDoor(signIn: SignInWithTelex) {
  return {
    id: 'telex-door',
    endpoints: {
      signInTelex: createAuthEndpoint(
        '/sign-in/telex',
        { method: 'POST', body: credentials, use: [formCsrfMiddleware] },
        async (ctx) => {
          const { personId } = await signIn(ctx.body);
          const { internalAdapter } = ctx.context;
          const user = await internalAdapter.findUserById(personId);
          if (user === null) {
            throw new Error(`the person ${personId} of a Telex account has no account here`);
          }
          const session = await internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ redirect: false, token: session.token, user: { id: user.id } });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

import { sendConfirmation } from './confirmations.js';
import { freshFrom, membershipsFrom, type TelexContext, timeOf } from './context.js';
import { linkNeeded, telexFailed } from './errors.js';
import type { TelexIdentity } from './schemas.js';
import { type TelexLogin, type TelexOrganisation, TokenRefused } from './telex-api.js';

/** Somebody whom Telex knows, with what it knows; nothing was written yet. */
export interface KnownToTelex extends TelexLogin {
  readonly organisations: readonly TelexOrganisation[];
}

/** Asks Telex everything. Throws 401, 502 and 504 as `TelexApi` does. */
export async function askTelex(
  { api }: Pick<TelexContext, 'api'>,
  credentials: { readonly email: string; readonly password: string },
): Promise<KnownToTelex> {
  const login = await api.login(credentials);
  try {
    return { ...login, organisations: await api.organisations(login) };
  } catch (error) {
    throw error instanceof TokenRefused ? telexFailed(error) : error;
  }
}

/**
 * The person that a Telex account signs in, by its id at Telex alone. One that is not known makes a
 * person of its own: the address that Telex says is a claim, so it opens no account here. Where a
 * confirmed account has it, throws 409 `telex_link_needed`, because that may be the same person.
 */
async function identityOf(
  context: TelexContext,
  known: KnownToTelex,
): Promise<{ readonly identity: TelexIdentity; readonly isNew: boolean }> {
  const there = await context.repository.identity(known.userId);
  if (there !== undefined) {
    return { identity: there, isNew: false };
  }
  if ((await context.accounts.byEmail(known.email))?.emailVerified === true) {
    await context.api.logout(known.token);
    throw linkNeeded();
  }
  const fresh: TelexIdentity = {
    ...{ id: known.userId, personId: context.environment.newId('usr'), born: true },
    ...{ confirmedEmail: null, linkedAt: timeOf(context), leaseUntil: null },
    ...freshFrom(context, known),
  };
  // Of two first sign-ins at once, one makes the person and both get it.
  const isNew = await context.repository.add(fresh);
  const kept = isNew ? fresh : await context.repository.identity(known.userId);
  return { identity: kept ?? fresh, isNew };
}

/** Signs somebody in whom Telex vouches for. Nothing is written before Telex has answered all. */
export async function signIn(
  context: TelexContext,
  credentials: { readonly email: string; readonly password: string },
): Promise<{ personId: string }> {
  const known = await askTelex(context, credentials);
  return context.serial(known.userId, async () => {
    const { identity: before, isNew } = await identityOf(context, known);
    const { personId, born } = before;
    if (born) {
      await context.accounts.createOutside({ id: personId, name: known.name });
    }
    const identity = await context.repository.change(known.userId, (doc) => ({
      ...doc,
      ...freshFrom(context, known),
    }));
    await context.setMemberships(personId, membershipsFrom(known.organisations));
    if (identity !== undefined && (isNew || before.email !== known.email)) {
      await sendConfirmation(context, identity);
    }
    context.forgetSessions();
    return { personId };
  });
}

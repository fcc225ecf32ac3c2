import type { TelexLink } from '@telex-credits/contracts';
import { isConfirmed } from './confirmations.js';
import { freshFrom, membershipsFrom, type TelexContext, timeOf } from './context.js';
import {
  emailNotVerified,
  linkedElsewhere,
  notLinked,
  onlyWayIn,
  wrongPassword,
} from './errors.js';
import { closesAt } from './refresh.js';
import type { TelexIdentity } from './schemas.js';
import { askTelex } from './sign-in.js';

/** Who links or unlinks. */
export interface LinkOwner {
  readonly personId: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

/** How a person and Telex are tied. */
export async function showLink(
  context: TelexContext,
  personId: string,
  configured: boolean,
): Promise<TelexLink> {
  const identity = await context.repository.ofPerson(personId);
  if (identity === undefined) {
    return { configured, linked: null };
  }
  const { id: telexUserId, email, linkedAt, refreshedAt, refusedAt, born } = identity;
  return {
    configured,
    linked: {
      ...{ telexUserId, email, linkedAt, refreshedAt, signInNeeded: refusedAt !== null },
      ...{ closesAt: closesAt(identity), onlyWayIn: born },
      emailConfirmed: born ? isConfirmed(identity) : null,
    },
  };
}

async function mailOwner(
  { mailer }: Pick<TelexContext, 'mailer'>,
  to: string,
  [subject, text]: readonly [string, string],
): Promise<void> {
  await mailer.send({
    to,
    subject,
    text: `${text}\n\nIf this was not you, set a new password for Telex Credits at once: every session ends then, and you can undo it on your account page.`,
  });
}

/**
 * Lets a Telex account sign in to a person's own account, after both sides have proved themselves in
 * one request: the account here by its session, its confirmed address and its password, the one at
 * Telex by its password there. Addresses play no part. Throws 403 `email_not_verified`, 403
 * `wrong_password`, 401 `invalid_email_or_password`, 409 `telex_linked_elsewhere`.
 */
export async function link(
  context: TelexContext,
  owner: LinkOwner,
  proof: { readonly email: string; readonly password: string; readonly currentPassword: string },
): Promise<void> {
  const { personId } = owner;
  if (!owner.emailVerified) {
    throw emailNotVerified();
  }
  if ((await context.accounts.checkPassword(personId, proof.currentPassword)) !== true) {
    throw wrongPassword();
  }
  const known = await askTelex(context, proof);
  await context.serial(known.userId, async () => {
    const fresh: TelexIdentity = {
      ...{ id: known.userId, personId, born: false, confirmedEmail: null },
      ...{ linkedAt: timeOf(context), leaseUntil: null },
      ...freshFrom(context, known),
    };
    const isNew = await context.repository.add(fresh);
    if (!isNew && (await context.repository.identity(known.userId))?.personId !== personId) {
      await context.api.logout(known.token);
      throw linkedElsewhere();
    }
    await context.repository.change(known.userId, (doc) => ({
      ...doc,
      ...freshFrom(context, known),
    }));
    await context.setMemberships(personId, membershipsFrom(known.organisations));
    if (isNew) {
      await context.audit.record({
        ...{ actorId: personId, organisationId: null, action: 'telex.linked' },
        ...{ objectId: known.userId, detail: { email: known.email } },
      });
      const text = `The Telex account ${known.email} can now sign in to your account.`;
      await mailOwner(context, owner.email, ['Telex was linked to your account', text]);
    }
  });
}

/** Ends a link where there is one, as an account that was taken over is won back by a new password. */
export async function endLink(context: TelexContext, personId: string): Promise<void> {
  const identity = await context.repository.ofPerson(personId);
  if (identity === undefined || identity.born) {
    return;
  }
  const { id, email, sealedToken } = identity;
  await context.serial(id, async () => {
    await context.setMemberships(personId, []);
    await context.repository.remove(id);
  });
  if (sealedToken !== null) {
    await context.api.logout(context.tokens.open(sealedToken));
  }
  await context.audit.record({
    ...{ actorId: personId, organisationId: null, action: 'telex.unlinked' },
    ...{ objectId: id, detail: { email } },
  });
}

/**
 * Ends a link: the Telex account signs in here no more, and the memberships that came from it end.
 * Throws 404 `telex_not_linked`, 409 `telex_is_the_only_way_in`.
 */
export async function unlink(context: TelexContext, owner: LinkOwner): Promise<void> {
  const { personId } = owner;
  const identity = await context.repository.ofPerson(personId);
  if (identity === undefined) {
    throw notLinked();
  }
  if (identity.born) {
    throw onlyWayIn();
  }
  await endLink(context, personId);
  const text = `The Telex account ${identity.email} can no longer sign in to your account.`;
  await mailOwner(context, owner.email, ['Telex was unlinked from your account', text]);
}

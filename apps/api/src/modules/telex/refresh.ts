import { workLeased } from '../../jobs/leased-work.js';
import { freshFrom, later, membershipsFrom, type TelexContext, timeOf } from './context.js';
import type { TelexIdentity } from './schemas.js';
import { TokenRefused } from './telex-api.js';

const hourMs = 3_600_000;
/** How long the last known memberships hold after Telex has refused the token. */
const refusedMs = hourMs;
/** How long they hold while Telex does not answer. */
const silentMs = 24 * hourMs;
const leaseSeconds = 120;
const atOnce = 100;

/** When memberships end that Telex no longer confirms; null while nothing is wrong. */
export function closesAt({ refusedAt }: Pick<TelexIdentity, 'refusedAt'>): string | null {
  return refusedAt === null ? null : new Date(Date.parse(refusedAt) + refusedMs).toISOString();
}

/** The end of memberships for want of an answer, refused or not. */
function endOf(identity: TelexIdentity): string {
  const refused = closesAt(identity);
  const silent = Date.parse(identity.refreshedAt) + silentMs;
  const end = refused === null ? silent : Math.min(Date.parse(refused), silent);
  return new Date(end).toISOString();
}

/** Asks again with the kept token; answers what to write, the lease aside. */
async function askAgain(
  context: TelexContext,
  identity: TelexIdentity & { readonly sealedToken: string },
): Promise<Partial<TelexIdentity>> {
  const { id: userId, personId, email, sealedToken } = identity;
  try {
    const token = context.tokens.open(sealedToken);
    const organisations = await context.api.organisations({ userId, token });
    await context.setMemberships(personId, membershipsFrom(organisations));
    return { ...freshFrom(context, { email, token }), sealedToken };
  } catch (error) {
    return error instanceof TokenRefused ? { sealedToken: null, refusedAt: timeOf(context) } : {};
  }
}

async function refresh(context: TelexContext, id: string): Promise<void> {
  // As it is now: a sign-in may have come between.
  const identity = await context.repository.identity(id);
  if (identity === undefined) {
    return;
  }
  const { sealedToken } = identity;
  const news = sealedToken === null ? {} : await askAgain(context, { ...identity, sealedToken });
  const after = { ...identity, dueAt: later(context), ...news, leaseUntil: null };
  const isOver = endOf(after) <= timeOf(context);
  if (isOver) {
    await context.setMemberships(identity.personId, []);
  }
  const next = isOver ? null : endOf(after);
  const dueAt = after.sealedToken === null ? next : after.dueAt;
  await context.repository.change(id, (doc) =>
    doc.sealedToken === sealedToken
      ? { ...after, confirmedEmail: doc.confirmedEmail, dueAt }
      : undefined,
  );
}

/**
 * Asks Telex again about everybody whose last answer is 15 minutes old: a role that was lowered, or
 * a membership that ended there, changes here. Where the token is refused the last answer holds for
 * an hour, where Telex is silent for a day; then all memberships of organisations at Telex end, until
 * it answers again. Run it every minute.
 */
export async function refreshDue(context: TelexContext): Promise<void> {
  const { repository, environment } = context;
  await workLeased({
    collection: repository.collection,
    due: { index: 'byDue', equals: [], range: { before: timeOf(context) }, limit: atOnce },
    ...{ now: environment.now, leaseSeconds },
    work: ({ id }) => context.serial(id, () => refresh(context, id)),
    failed: async ({ id }) => {
      await repository.change(id, (doc) => ({ ...doc, dueAt: later(context), leaseUntil: null }));
    },
  });
}

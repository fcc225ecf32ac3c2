import { z } from 'zod';
import { later, type TelexContext, timeOf } from './context.js';
import { invalidConfirmation } from './errors.js';
import type { TelexIdentity } from './schemas.js';

const hourMs = 3_600_000;
const token = z.strictObject({ personId: z.string(), email: z.string(), until: z.string() });

export function isConfirmed({ email, confirmedEmail }: TelexIdentity): boolean {
  return email === confirmedEmail;
}

/**
 * Mails a link by which a person who came from Telex confirms the address that Telex says. Nothing
 * goes out where it is confirmed, or where the account has an address of its own.
 */
export async function sendConfirmation(
  context: TelexContext,
  identity: TelexIdentity,
): Promise<void> {
  if (!identity.born || isConfirmed(identity)) {
    return;
  }
  const { personId, email } = identity;
  const until = later(context, hourMs);
  const sealed = context.confirmations.seal(JSON.stringify({ personId, email, until }));
  const link = `${context.appOrigin}/telex-email?token=${sealed}`;
  await context.mailer.send({
    to: email,
    subject: 'Confirm your e-mail address',
    text: `Somebody signed in to Telex Credits with a Telex account that has this address. If it was you, open\n\n${link}\n\nwhile you are signed in there. The link works for an hour. If it was not you, do nothing.`,
  });
}

function readToken(context: TelexContext, text: string): z.infer<typeof token> {
  try {
    return token.parse(JSON.parse(context.confirmations.open(text)));
  } catch {
    throw invalidConfirmation();
  }
}

/**
 * Confirms an address by the mailed token, for the signed-in person that it was mailed for: neither
 * who reads the mail nor who signs in with Telex can do it alone. Throws 400 `invalid_token`.
 */
export async function confirmEmail(
  context: TelexContext,
  personId: string,
  text: string,
): Promise<void> {
  const sent = readToken(context, text);
  const identity = await context.repository.ofPerson(personId);
  const isGood =
    sent.personId === personId && sent.until > timeOf(context) && sent.email === identity?.email;
  if (identity === undefined || !isGood) {
    throw invalidConfirmation();
  }
  await context.repository.change(identity.id, (doc) =>
    doc.email === sent.email ? { ...doc, confirmedEmail: sent.email } : undefined,
  );
  context.forgetSessions();
}

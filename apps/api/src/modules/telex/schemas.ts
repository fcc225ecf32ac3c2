import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** One Telex account and the person that it signs in. */
const identity = z.strictObject({
  /** The id at Telex: it signs in one person. */
  id: z.string(),
  personId: z.string(),
  /** The person was made by signing in with Telex: no address of its own here, and no password. */
  born: z.boolean(),
  /** The address as Telex says it, lower case. Telex does not say that it was ever confirmed. */
  email: z.string(),
  /** The address that a mailed link was followed for; counts while it is `email`. */
  confirmedEmail: z.string().nullable(),
  /** The access token, encrypted; null once Telex has refused it. */
  sealedToken: z.string().nullable(),
  linkedAt: z.string(),
  /** When Telex last said which organisations and roles there are. */
  refreshedAt: z.string(),
  /** When Telex first refused the token. */
  refusedAt: z.string().nullable(),
  /** When to ask, or to close, again; null when only a sign-in helps. */
  dueAt: z.string().nullable(),
  leaseUntil: z.string().nullable(),
});
export type TelexIdentity = z.infer<typeof identity>;

export const identities = defineCollection({
  name: 'telex_identities',
  schema: identity,
  indexes: {
    ofPerson: { fields: ['personId'], unique: true },
    byAddress: { fields: ['confirmedEmail'] },
    byDue: { fields: ['dueAt'] },
  },
});

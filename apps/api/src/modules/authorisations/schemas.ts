import { capSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** Never changed but for its end: what the customer agreed to is what holds. */
const authorisation = z.strictObject({
  id: z.string(),
  /** The customer, whose wallet pays. */
  organisationId: z.string(),
  /** Who published the module when it was given; nobody else can charge by it. */
  publisherId: z.string(),
  moduleId: z.string(),
  moduleName: z.string(),
  customerName: z.string(),
  cap: capSchema,
  perCharge: z.string().nullable(),
  note: z.string().nullable(),
  expiresAt: z.string(),
  endedAt: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
});
export type AuthorisationDoc = z.infer<typeof authorisation>;

export const authorisationCollection = defineCollection<AuthorisationDoc>({
  name: 'spending_authorisations',
  schema: authorisation,
  indexes: {
    given: { fields: ['organisationId', 'createdAt'] },
    received: { fields: ['publisherId', 'moduleId', 'createdAt'] },
  },
});

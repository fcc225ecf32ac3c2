import { providerSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** A method that a payer let us charge again. What the provider charges stays here for good. */
const paymentMethodDocSchema = z.strictObject({
  /** Follows from organisation, provider and method: the same one is kept once. */
  id: z.string(),
  organisationId: z.string(),
  provider: providerSchema,
  methodRef: z.string(),
  customerRef: z.string().nullable(),
  email: z.string().nullable(),
  brand: z.string().nullable(),
  last4: z.string().nullable(),
  expiresOn: z.string().nullable(),
  /** `removing`: nobody charges it any more, but its provider has not confirmed yet. */
  state: z.enum(['active', 'removing', 'removed']),
  purchaseId: z.string(),
  /** Who agreed, with that purchase. */
  savedBy: z.string(),
  createdAt: z.string(),
  /** When its provider is asked to forget it next; null where there is nothing to ask. */
  dueAt: z.string().nullable(),
});
export type PaymentMethodDoc = z.infer<typeof paymentMethodDocSchema>;

export const paymentMethodCollection = defineCollection({
  name: 'payment_methods',
  schema: paymentMethodDocSchema,
  indexes: {
    by_organisation: { fields: ['organisationId', 'state', 'createdAt'] },
    by_method: { fields: ['provider', 'methodRef'] },
    by_due: { fields: ['dueAt'] },
  },
});

import {
  autoTopUpPauses,
  currencySchema,
  moneySchema,
  refillSchema,
} from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const units = z.string().regex(/^\d{1,19}$/);

/** The rule of one wallet; the id is the organisation's. */
const ruleSchema = z.strictObject({
  id: z.string(),
  enabled: z.boolean(),
  /** Micro-credits. */
  threshold: units,
  refill: refillSchema,
  paymentMethodId: z.string(),
  monthlyCap: moneySchema,
  consent: z.strictObject({ personId: z.string(), at: z.string(), textVersion: z.string() }),
  paused: z
    .strictObject({
      reason: z.enum(autoTopUpPauses),
      at: z.string(),
      payUrl: z.string().nullable(),
    })
    .nullable(),
  /** Declines in a row. */
  declines: z.number().int(),
  /** No top-up starts before this time; ISO 8601 UTC. */
  notBefore: z.string(),
  /** The month of which it was told that the cap is reached. */
  capToldFor: z.string().nullable(),
});
export type Rule = z.infer<typeof ruleSchema>;

export const ruleCollection = defineCollection({
  name: 'auto_top_up_rules',
  schema: ruleSchema,
  indexes: { by_enabled: { fields: ['enabled'] } },
});

/** One top-up. Its id is the purchase's, made before anything is charged. */
const attemptSchema = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  /** The organisation while it is open: a unique index lets one at a time through. */
  openFor: z.string().nullable(),
  /** `dropped`: nothing was charged. `unknown`: it may have been paid; a person looks at it. */
  state: z.enum(['open', 'paid', 'declined', 'action_required', 'dropped', 'unknown']),
  isOpen: z.boolean(),
  paymentMethodId: z.string(),
  personId: z.string(),
  sale: z.strictObject({
    packageId: z.string().nullable(),
    packageName: z.string(),
    credits: units,
    price: moneySchema,
  }),
  currency: currencySchema,
  /** Month of the wallet's zone in which it was made, `2026-11`: what it counts against. */
  month: z.string(),
  createdAt: z.string(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const attemptCollection = defineCollection({
  name: 'auto_top_up_attempts',
  schema: attemptSchema,
  indexes: {
    by_open: { fields: ['openFor'], unique: true },
    by_is_open: { fields: ['isOpen', 'createdAt'] },
    by_month: { fields: ['organisationId', 'month'] },
  },
});

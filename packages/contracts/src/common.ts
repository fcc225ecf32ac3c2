import { currencies } from '@telex-credits/money';
import { z } from 'zod';

const creditsPattern = /^-?(0|[1-9]\d{0,12})(\.\d{1,6})?$/;

/** Credits on the wire: a decimal string with at most six places. */
export const creditsSchema = z
  .string()
  .regex(creditsPattern, 'must be a decimal string with at most six places, such as "12.5"')
  .meta({
    id: 'Credits',
    description: 'Credits, exact, with at most six decimal places',
    example: '12.5',
  });

/** Credits that somebody asks to hold, charge or buy: above zero. */
export const positiveCreditsSchema = creditsSchema
  .refine((text) => !text.startsWith('-') && /[1-9]/.test(text), 'must be above zero')
  .meta({ id: 'PositiveCredits' });

/** Credits from zero up: caps, prices. */
export const nonNegativeCreditsSchema = creditsSchema
  .refine((text) => !text.startsWith('-'), 'must not be below zero')
  .meta({ id: 'NonNegativeCredits' });

export const currencySchema = z.enum(currencies).meta({ id: 'Currency' });

/** Money on the wire. Base-currency earnings of single calls have up to nine places. */
export const moneySchema = z
  .strictObject({
    amount: z
      .string()
      .regex(/^-?(0|[1-9]\d{0,15})(\.\d{1,9})?$/, 'must be a decimal string such as "20.00"'),
    currency: currencySchema,
  })
  .meta({ id: 'Money', example: { amount: '20.00', currency: 'USD' } });

/** ISO 8601 UTC. */
export const timeSchema = z.iso.datetime().meta({ id: 'Time' });

/** A time given by a caller; any offset is taken. */
export const timeInputSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString());

/** An id: a prefix and a time-ordered part. */
export const idSchema = z.string().regex(/^[a-z]{2,8}_[0-9A-Za-z_-]{1,64}$/, 'is not an id');

/** So many calls in so many seconds, on average; at most `requests` of them at once. */
export const rateLimitSchema = z
  .strictObject({
    requests: z.number().int().min(1).max(1_000_000),
    seconds: z.number().int().min(1).max(86_400),
  })
  .meta({ id: 'RateLimit' });

export const idParams = z.strictObject({ id: z.string().min(1).max(80) });
export const noParams = z.strictObject({});
export const noQuery = z.strictObject({});
export const noBody = z.undefined();

/** `?limit=` and `?cursor=` of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(500).optional(),
});

/** A page of a list. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() });
}

/** An IANA time zone that this machine knows. */
export const timeZoneSchema = z
  .string()
  .max(60)
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'is not a known IANA time zone');

/** RFC 9457 problem; `code` is stable, the rest explains. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

import { z } from 'zod';

/** A promotional or referral code as people type it: case does not matter. */
export const codeField = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z-]{4,40}$/, 'A code has 4 to 40 letters, digits or dashes')
  .transform((code) => code.toUpperCase());

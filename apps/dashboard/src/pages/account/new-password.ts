import { z } from 'zod';

const MIN = 8;
const MAX = 128;

/** What the server asks of a new password. */
export const newPasswordField = z
  .string()
  .min(MIN, `Use at least ${MIN} characters`)
  .max(MAX, `Use at most ${MAX} characters`);

/** The same, said beforehand. */
export const NEW_PASSWORD_HINT = `At least ${MIN} characters.`;

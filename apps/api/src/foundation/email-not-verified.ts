import { AppError } from './app-error.js';

/** The one answer wherever an account needs a confirmed address. */
export const emailNotVerified = (): AppError =>
  new AppError(
    403,
    'email_not_verified',
    'Confirm your e-mail address first: open the link that was sent to it.',
  );

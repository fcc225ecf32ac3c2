import { AppError } from '../../foundation/app-error.js';

/** The same as a wrong password of an account of our own. */
export const wrongCredentials = () =>
  new AppError(401, 'invalid_email_or_password', 'Invalid email or password');

export const telexNotConfigured = () =>
  new AppError(404, 'telex_not_configured', 'Signing in with Telex is not set up on this server.');

export const telexFailed = (cause: unknown) =>
  new AppError(
    502,
    'telex_failed',
    'Telex gave no answer that can be used. Nothing was changed; try again in a minute.',
    {},
    { cause },
  );

export const telexTimeout = () =>
  new AppError(
    504,
    'telex_timeout',
    'Telex took too long to answer. Nothing was changed; try again in a minute.',
  );

export const linkNeeded = () =>
  new AppError(
    409,
    'telex_link_needed',
    'There is an account with this address here. Sign in to it with its own password, and link Telex on its account page.',
  );

export const linkedElsewhere = () =>
  new AppError(
    409,
    'telex_linked_elsewhere',
    'This Telex account signs in another person here, or this person has another Telex account. Unlink that first.',
  );

export const emailNotVerified = () =>
  new AppError(
    403,
    'email_not_verified',
    'Confirm the e-mail address of your account first: open the link that was sent to it.',
  );

export const notLinked = () =>
  new AppError(404, 'telex_not_linked', 'No Telex account is linked to yours.');

export const wrongPassword = () =>
  new AppError(403, 'wrong_password', 'This is not the password of your account here.');

export const onlyWayIn = () =>
  new AppError(
    409,
    'telex_is_the_only_way_in',
    'Your account has no password here: without Telex nobody could sign in to it.',
  );

export const invalidConfirmation = () =>
  new AppError(
    400,
    'invalid_token',
    'This link has expired, or was sent for another address or account. Ask for a new one.',
  );

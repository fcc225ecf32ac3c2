import { longestAuthorisationDays } from '@telex-credits/contracts';
import { AppError, notFound } from '../../foundation/app-error.js';

/** The same for one that is not there, another publisher's and another module's. */
export const authorisationNotFound = (): AppError =>
  notFound('authorisation_not_found', 'spending authorisation');

export const authorisationEnded = (endedAt: string): AppError =>
  new AppError(
    403,
    'authorisation_ended',
    'The customer has ended this spending authorisation. Ask them for a new one.',
    { endedAt },
  );

export const authorisationExpired = (expiresAt: string): AppError =>
  new AppError(
    403,
    'authorisation_expired',
    'This spending authorisation has expired. Ask the customer for a new one.',
    { expiresAt },
  );

export const moduleNotFound = (): AppError =>
  new AppError(404, 'module_not_found', 'There is no such module on the marketplace.');

export const moduleWithoutPublisher = (): AppError =>
  new AppError(
    400,
    'module_not_chargeable',
    'This module belongs to the platform: nobody charges for it by an authorisation. Call it through the gateway.',
  );

export const moduleWithoutMaximum = (): AppError =>
  new AppError(
    400,
    'module_not_chargeable',
    'The price of this module names no maximum, so its publisher cannot charge by an authorisation. Call it through the gateway.',
  );

export const expiryNotPossible = (isPast: boolean): AppError => {
  const message = isPast
    ? 'must be in the future'
    : `must be at most ${longestAuthorisationDays} days ahead`;
  return new AppError(400, 'invalid_request', `body.expiresAt: ${message}`, {
    problems: [{ path: 'body.expiresAt', message }],
  });
};

export const moduleNotAllowed = (): AppError =>
  new AppError(
    403,
    'module_not_allowed',
    'This key may not act for this module. Allow the module on the key, or use another one.',
  );

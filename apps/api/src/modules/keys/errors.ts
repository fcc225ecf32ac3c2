import { AppError, notFound } from '../../foundation/app-error.js';

export const keyNotFound = () => notFound('api_key_not_found', 'API key');
export const connectionNotFound = () => notFound('connection_not_found', 'connection');

export const moduleNotFound = (moduleId: string) =>
  new AppError(404, 'module_not_found', `There is no published module ${moduleId}.`);

export const keyRevoked = () =>
  new AppError(409, 'api_key_revoked', 'This key is revoked for good. Make a new one.');

export const expiryInThePast = () =>
  new AppError(400, 'invalid_request', 'body.expiresAt: must be in the future', {
    problems: [{ path: 'body.expiresAt', message: 'must be in the future' }],
  });

export const scopeNotYours = (scope: string, needed: string) =>
  new AppError(403, 'forbidden', `A key with the scope ${scope} takes ${needed}.`, {
    neededFor: scope,
  });

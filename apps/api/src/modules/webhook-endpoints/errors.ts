import { AppError, notFound } from '../../foundation/app-error.js';

export const endpointNotFound = () => notFound('webhook_endpoint_not_found', 'webhook endpoint');
export const deliveryNotFound = () => notFound('webhook_delivery_not_found', 'webhook delivery');

export const tooManyEndpoints = (most: number) =>
  new AppError(
    409,
    'too_many_webhook_endpoints',
    `An organisation can have ${most} webhook endpoints. Remove one that is not needed.`,
    { most },
  );

/** The code is the one that every refused address has. */
export const mustBeHttps = () =>
  new AppError(400, 'upstream_not_allowed', 'The address must be a full https:// URL.');

export const endpointDisabled = () =>
  new AppError(409, 'webhook_endpoint_disabled', 'This endpoint is disabled. Enable it first.');

export const tooManyAtOnce = () =>
  new AppError(
    429,
    'rate_limited',
    'Other deliveries that you asked for are still under way. Try again when they have ended.',
    {},
    { headers: { 'retry-after': '5' } },
  );

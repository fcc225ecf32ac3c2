import type { WireMoney } from '@telex-credits/money';
import { AppError, notFound } from '../../foundation/app-error.js';

export const methodNotFound = () => notFound('payment_method_not_found', 'payment method');

export const consentOutdated = (version: string) =>
  new AppError(
    409,
    'consent_outdated',
    'The text that is agreed to has changed. Read consentText of GET /api/v1/wallet/auto-top-up and send its version.',
    { version },
  );

export const refillNotOnSale = () =>
  new AppError(
    400,
    'refill_not_on_sale',
    'This cannot be bought in the currency of the monthly limit with this payment method. GET /api/v1/packages lists what can.',
  );

export const capBelowPrice = (price: WireMoney) =>
  new AppError(
    400,
    'cap_below_price',
    `One top-up costs ${price.amount} ${price.currency}: the monthly limit must be at least that.`,
    { price: { ...price } },
  );

export const invalidCap = (detail: string) => new AppError(400, 'invalid_amount', detail);

export const targetBelowThreshold = () =>
  new AppError(
    400,
    'target_below_threshold',
    'The target must be above the threshold: a top-up adds credits.',
  );

import { type Micros, printCredits } from '@telex-credits/money';
import { AppError, notFound } from '../../foundation/app-error.js';

export const holdNotFound = (): AppError => notFound('hold_not_found', 'hold');

export const moduleNotFound = (): AppError =>
  new AppError(404, 'module_not_found', 'There is no such module on the marketplace.');

export const moduleNotAllowed = (): AppError =>
  new AppError(
    403,
    'module_not_allowed',
    'This key may not spend on this module. Allow the module on the key, or use another one.',
  );

export const moduleNotChargeable = (): AppError =>
  new AppError(
    400,
    'module_not_chargeable',
    'Only a module with a price per call has a published maximum that can be charged. Call it through the gateway instead.',
  );

export const chargeExceedsPrice = (maximum: Micros): AppError =>
  new AppError(
    400,
    'charge_exceeds_price',
    `This module's price is ${printCredits(maximum)} credits. Ask for at most that.`,
    { maximum: printCredits(maximum) },
  );

export const holdTooLong = (latest: string): AppError =>
  new AppError(
    400,
    'hold_too_long',
    `A hold lasts 24 hours at most, so this one until ${latest}.`,
    { latest },
  );

export const keyEnded = (): AppError =>
  new AppError(401, 'invalid_api_key', 'This API key was revoked. Use another one.');

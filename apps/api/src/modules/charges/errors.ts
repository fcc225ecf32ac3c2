import { type Micros, printCredits } from '@telex-credits/money';
import { AppError, notFound } from '../../foundation/app-error.js';
import { type AnyRefusal, ledgerRefusal } from '../../foundation/ledger-refusals.js';

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
    'Only a price that names a maximum can be charged. Call this module through the gateway instead.',
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

export const authorisationNotFound = (): AppError =>
  notFound('authorisation_not_found', 'spending authorisation');

export const mayNotChargeCustomers = (): AppError =>
  new AppError(
    403,
    'forbidden',
    'Charging a customer takes a key with the scope charges:write, or the role administrator, manager or project_lead.',
    { neededScopes: ['charges:write'], neededRoles: ['administrator', 'manager', 'project_lead'] },
  );

export const perChargeExceeded = (perCharge: Micros, needed: Micros): AppError =>
  new AppError(
    403,
    'authorisation_limit_reached',
    `The customer allows ${printCredits(perCharge)} credits for one charge. Ask for at most that.`,
    { perCharge: printCredits(perCharge), needed: printCredits(needed) },
  );

export const holdOfPublisher = (): AppError =>
  new AppError(
    403,
    'hold_of_publisher',
    'The publisher made this hold by a spending authorisation, so only the publisher can change it. End the authorisation to stop new ones.',
  );

/** What a customer's wallet does not say to publishers, by code. */
const ofCustomers: Readonly<Record<string, string>> = {
  insufficient_credits: "The customer's wallet does not cover this now. Ask them to buy credits.",
  wallet_in_debt: "The customer's wallet cannot pay now. Ask them to look at it.",
  wallet_frozen: "The customer's wallet cannot pay now. Ask them to look at it.",
  call_limit_exceeded: "The customer's own limit for one call is lower. Ask them to raise it.",
  module_limit_reached:
    "The customer's own limit for this module is reached. Ask them to raise it.",
  wallet_limit_reached: "The customer's own limit is reached. Ask them to raise it.",
};

/**
 * A refusal of somebody else's wallet: the code of `ledgerRefusal`, without the balance, debt and
 * limits that its owner would be told. What the authorisation itself has used, its publisher may see.
 */
export function customersRefusal(refusal: AnyRefusal, needed: Micros): AppError {
  const told = ledgerRefusal(refusal, { needed, affordable: () => null });
  if (told.code === 'authorisation_limit_reached') {
    const detail = 'This would pass the cap of the authorisation. Ask for less, or wait.';
    return new AppError(told.status, told.code, detail, told.numbers);
  }
  const detail = ofCustomers[told.code];
  return detail === undefined
    ? told
    : new AppError(told.status, told.code, detail, { needed: printCredits(needed) });
}

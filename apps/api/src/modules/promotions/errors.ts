import { AppError, notFound } from '../../foundation/app-error.js';

export const promotionNotFound = () =>
  new AppError(404, 'promotion_not_found', 'This code does not exist, or has ended.');

export const promotionDocNotFound = () => notFound('promotion_not_found', 'promotion');

export const promotionUsedUp = () =>
  new AppError(409, 'promotion_used_up', 'This code has been redeemed as often as it can be.');

export const promotionRedeemed = () =>
  new AppError(
    409,
    'promotion_already_redeemed',
    'You have redeemed this code already. It can be redeemed once per person.',
  );

export const promotionExists = () =>
  new AppError(409, 'promotion_exists', 'There is a promotion with this code. Choose another.');

export const tooManyRedemptions = () =>
  new AppError(
    429,
    'too_many_redemptions',
    'Too many codes were redeemed from here lately. Try again tomorrow.',
    {},
    { headers: { 'Retry-After': '86400' } },
  );

export const personRequired = () =>
  new AppError(403, 'forbidden', 'Only a signed-in person can do this.', { needed: 'person' });

export const referralNotFound = () =>
  new AppError(404, 'referral_not_found', 'This referral code does not exist.');

export const ownReferral = () =>
  new AppError(409, 'own_referral', 'This code is your own. It is for somebody else.');

export const referralTooLate = () =>
  new AppError(
    409,
    'referral_too_late',
    'A referral can be named once, before the first purchase of an organisation.',
  );

export const organisationNotFound = () => notFound('organisation_not_found', 'organisation');

export const adjustmentExceedsAvailable = (available: string) =>
  new AppError(
    409,
    'insufficient_credits',
    `Only ${available} credits are available, so no more can be removed.`,
    { available },
  );

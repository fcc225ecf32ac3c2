import { AppError } from '../../foundation/app-error.js';

export const receiptNotFound = () =>
  new AppError(
    404,
    'receipt_not_found',
    'There is no receipt of this purchase. It is issued as soon as the purchase is paid.',
  );

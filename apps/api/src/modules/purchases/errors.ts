import type { CustomOffer } from '@telex-credits/contracts';
import type { WireMoney } from '@telex-credits/money';
import { AppError, notFound } from '../../foundation/app-error.js';

/** The same for a purchase that does not exist and for another organisation's. */
export const purchaseNotFound = () => notFound('purchase_not_found', 'purchase');

export const packageRequired = () =>
  new AppError(
    400,
    'package_required',
    'Send either the packageId of one of the packages of GET /api/v1/packages, or a number of credits.',
  );

export const customAmountNotAvailable = (custom: CustomOffer | null) =>
  new AppError(
    400,
    'custom_amount_not_available',
    custom === null
      ? 'Custom amounts are not on sale. Choose one of the packages of GET /api/v1/packages.'
      : `Custom amounts are whole credits from ${custom.minimum} to ${custom.maximum}, in ${custom.unitPrices.map(({ currency }) => currency).join(', ')}.`,
    custom === null ? {} : { minimum: custom.minimum, maximum: custom.maximum },
  );

export const priceBelowCreditPrice = (price: WireMoney, creditPrice: string) =>
  new AppError(
    409,
    'price_below_credit_price',
    `At ${price.amount} ${price.currency} a credit would cost less than CREDIT_PRICE (${creditPrice}), at which calls are priced. Raise the price, or lower CREDIT_PRICE first.`,
    { price: { ...price }, creditPrice },
  );

export const packageNotFound = () =>
  new AppError(404, 'package_not_found', 'This package is not on sale. See GET /api/v1/packages.');

export const providerNotAvailable = (provider: string) =>
  new AppError(
    400,
    'provider_not_available',
    `Paying with ${provider} is not possible here. GET /api/v1/packages lists the providers.`,
  );

export const currencyNotAvailable = (currency: string) =>
  new AppError(
    400,
    'currency_not_available',
    `This package is not sold in ${currency} with this provider. GET /api/v1/packages lists its prices.`,
  );

export const notSupported = (what: string) =>
  new AppError(400, 'not_supported', `${what} Leave it out.`);

export const keyReused = () =>
  new AppError(
    422,
    'idempotency_key_reused',
    'This Idempotency-Key was used for another purchase. Use a new key.',
  );

export const providerUnavailable = (cause: unknown) =>
  new AppError(
    503,
    'payment_provider_unavailable',
    'The payment provider does not answer. Try again with the same Idempotency-Key: nothing is paid twice.',
    {},
    { cause, headers: { 'Retry-After': '5' } },
  );

export const providerRefused = (cause: unknown) =>
  new AppError(
    502,
    'payment_provider_refused',
    'The payment provider refused this. Nothing was paid. Try another provider or contact support.',
    {},
    { cause },
  );

export const ledgerUnavailable = () =>
  new AppError(
    503,
    'ledger_unavailable',
    'The ledger does not answer at the moment. Try again with the same Idempotency-Key.',
    {},
    { headers: { 'Retry-After': '1' } },
  );

export const notRefundable = (state: string) =>
  new AppError(
    409,
    'purchase_not_refundable',
    `Only a paid purchase without an open dispute can be refunded; this one is ${state}.`,
    { status: state },
  );

export const refundWindowOver = (until: string) =>
  new AppError(
    409,
    'refund_window_over',
    'The time in which unspent credits can be given back is over. Contact support.',
    { until },
  );

export const nothingRefundable = () =>
  new AppError(
    409,
    'nothing_refundable',
    'No unspent credits of this purchase are left. Credits that a running call has on hold count as spent until it ends.',
  );

export const refundExceedsUnspent = (max: { money: WireMoney; credits: string }) =>
  new AppError(
    409,
    'refund_exceeds_unspent',
    `At most ${max.money.amount} ${max.money.currency} can be refunded now, for the unspent credits of this purchase.`,
    { refundable: { ...max.money }, credits: max.credits },
  );

export const refundInProgress = () =>
  new AppError(
    409,
    'refund_in_progress',
    'Another refund of this purchase is being worked. Wait until it has ended.',
  );

export const refundRefused = (reason: string) =>
  new AppError(
    409,
    'refund_refused',
    'The payment provider refused the refund. The credits are yours as before.',
    { reason },
  );

export const invalidAmount = (detail: string) => new AppError(400, 'invalid_amount', detail);

/** For platform admins, who see every organisation. */
export const purchaseNotFoundAnywhere = () =>
  new AppError(404, 'purchase_not_found', 'There is no such purchase.');

export const freezeNotFound = () =>
  new AppError(
    404,
    'freeze_not_found',
    'This cause does not stop the wallet now. GET /api/v1/admin/purchases/{id} lists its freezes.',
  );

export const notInReview = () =>
  new AppError(
    409,
    'purchase_not_in_review',
    'Only a purchase in review waits for a decision. Read its history.',
  );

export const nothingPaid = () =>
  new AppError(
    409,
    'nothing_paid',
    'The provider reports no payment of this purchase, so there is nothing to credit or to pay back.',
  );

export const cannotCredit = () =>
  new AppError(
    409,
    'payment_not_creditable',
    'Only another amount can be accepted. This payment is of another currency, mode or order: refund it.',
  );

export const paymentOfAnotherOrder = () =>
  new AppError(
    409,
    'payment_of_another_order',
    'The provider says that this payment belongs to another order. Look it up there: nothing is paid back from here.',
  );

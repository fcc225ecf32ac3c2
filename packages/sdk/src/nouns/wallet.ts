import type { BodyOf, Caller, QueryOf } from '../call.js';
import type { KeyedOptions, RequestOptions } from '../options.js';
import { listOperation } from './list-operation.js';

/** The organisation's wallet: what there is, what happened, and what may be spent. */
export function walletOf(caller: Caller) {
  const { call } = caller;
  return {
    /** Balance, lots, limits and burn rate. */
    get: (options?: RequestOptions) => call('getWallet', {}, options),
    /** The statement, newest first: every posting with its running balance. */
    transactions: (query?: QueryOf<'listTransactions'>, options?: RequestOptions) =>
      listOperation(caller, 'listTransactions', { query, options }),
    /** Caps of the wallet. */
    limits: (options?: RequestOptions) => call('getLimits', {}, options),
    setLimits: (body: BodyOf<'setLimits'>, options?: RequestOptions) =>
      call('setLimits', { body }, options),
    /** Who is told when the balance falls. */
    alerts: {
      get: (options?: RequestOptions) => call('getWalletAlerts', {}, options),
      set: (body: BodyOf<'setWalletAlerts'>, options?: RequestOptions) =>
        call('setWalletAlerts', { body }, options),
      /** Sends a message that says it is a test, and answers how that went. */
      test: (body: BodyOf<'testWalletAlerts'>, options?: RequestOptions) =>
        call('testWalletAlerts', { body }, options),
    },
  };
}

/** The rule by which the wallet buys credits by itself. */
export function autoTopUpOf({ call }: Caller) {
  return {
    get: (options?: RequestOptions) => call('getAutoTopUp', {}, options),
    /** Turns it on, with the consent of who does it, or off. */
    set: (body: BodyOf<'setAutoTopUp'>, options?: RequestOptions) =>
      call('setAutoTopUp', { body }, options),
  };
}

/** Saved cards and bank accounts. */
export function paymentMethodsOf(caller: Caller) {
  return {
    list: (options?: RequestOptions) => listOperation(caller, 'listPaymentMethods', { options }),
    /** Forgets one, here and at the provider; top-ups with it stop. */
    remove: (id: string, options?: RequestOptions): Promise<void> =>
      caller.call('removePaymentMethod', { params: { id } }, options),
  };
}

/** Promotional credits. */
export function promotionsOf(caller: Caller) {
  return {
    /** Once per person, whose address must be confirmed. */
    redeem: (code: string, options?: KeyedOptions) =>
      caller.call('redeemPromotion', { body: { code } }, options),
    /** What was given to the organisation, newest first. */
    list: (query?: QueryOf<'listRedemptions'>, options?: RequestOptions) =>
      listOperation(caller, 'listRedemptions', { query, options }),
  };
}

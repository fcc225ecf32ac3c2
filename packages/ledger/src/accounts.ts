import type { Currency } from '@telex-credits/money';

/**
 * What a balance is counted in: `CREDIT` in micro-credits, the base currency in nano-units,
 * every other currency in its minor units.
 */
export type Asset = 'CREDIT' | Currency;

/**
 * An account's id. Balance = what was credited − what was debited, so liabilities, equity and
 * revenue are positive, and cash, expenses and issued credits are negative; per asset the sum over
 * all accounts is zero.
 */
export type AccountId = string;

/** The accounts of the ledger; docs/ledger.md has the table. */
export const accounts = {
  /** CREDIT. What a wallet owns, held credits included. */
  wallet: (walletId: string): AccountId => `wallet:${walletId}`,
  /** CREDIT, never positive. Credits that were spent and then reversed: the wallet owes them. */
  debt: (walletId: string): AccountId => `debt:${walletId}`,
  /** CREDIT. Minus all credits ever issued. */
  creditsIssued: 'credits:issued',
  /** CREDIT. Credits captured by calls. */
  creditsConsumed: 'credits:consumed',
  /** CREDIT. Credits that expired, less those taken back by a reversal. */
  creditsExpired: 'credits:expired',
  /** CREDIT. Credits taken back because their purchase was refunded or disputed. */
  creditsReversed: 'credits:reversed',
  /** CREDIT. Credits removed by an administrator. */
  creditsAdjusted: 'credits:adjusted',
  /** A provider's clearing account, in the purchase's own currency. */
  cash: (provider: string): AccountId => `cash:${provider}`,
  /** In each currency: what was exchanged into or out of the base currency. */
  fx: 'fx',
  /** Base currency. Cost basis of credits not yet used. */
  deferredRevenue: 'deferred_revenue',
  taxPayable: 'tax_payable',
  platformRevenue: 'platform_revenue',
  /** Base currency. Basis of credits that expired or were removed. */
  breakage: 'breakage',
  promotionExpense: 'promotion_expense',
  /** Base currency. What providers kept for payments and disputes. */
  providerFees: 'provider_fees',
  upstreamCost: 'upstream_cost',
  upstreamPayable: 'upstream_payable',
  /** Base currency. A publisher's earnings of one UTC day (`2026-11-24`), not yet matured. */
  earningsPending: (publisherId: string, day: string): AccountId =>
    `earnings_pending:${publisherId}:${day}`,
  /** Base currency. Matured earnings of a publisher, never negative. */
  earningsAvailable: (publisherId: string): AccountId => `earnings_available:${publisherId}`,
  /** Base currency. Earnings set aside for payouts that have not started. */
  earningsReserved: (publisherId: string): AccountId => `earnings_reserved:${publisherId}`,
  /** Base currency. Payouts that a provider has and has not paid. */
  earningsInTransit: (publisherId: string): AccountId => `earnings_in_transit:${publisherId}`,
  /** Base currency. All that was ever paid out to a publisher. */
  earningsPaidOut: (publisherId: string): AccountId => `earnings_paid_out:${publisherId}`,
  /** Base currency. Minus all that was ever paid out. */
  payoutsMade: 'payouts_made',
  /** Base currency, never positive. What a publisher owes after reversals of what left already. */
  earningsDebt: (publisherId: string): AccountId => `earnings_debt:${publisherId}`,
} as const;

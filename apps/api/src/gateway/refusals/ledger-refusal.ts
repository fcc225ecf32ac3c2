import type { LimitRef, Refusal } from '@telex-credits/ledger';
import { printCredits } from '@telex-credits/money';
import { AppError } from '../../foundation/app-error.js';

type AnyRefusal =
  | Refusal
  | { readonly code: 'id_reused_with_different_body' | 'unknown' | 'overloaded' };

const limitCodes: Readonly<Record<LimitRef['level'], string>> = {
  call: 'call_limit_exceeded',
  key: 'key_limit_reached',
  connection: 'key_limit_reached',
  module: 'module_limit_reached',
  wallet: 'wallet_limit_reached',
};

function limitReached(refusal: Refusal & { code: 'limit_reached' }): AppError {
  const { limit, used, held, needed } = refusal;
  const cap = printCredits(limit.cap);
  return new AppError(
    403,
    limitCodes[limit.level],
    `This call needs ${printCredits(needed)} credits and would pass the limit of ${cap}. Raise the limit, or wait for its next period.`,
    {
      limit: limit.id,
      cap,
      used: printCredits(used),
      held: printCredits(held),
      needed: printCredits(needed),
      period: limit.period,
    },
  );
}

/** 503 that may be tried again with the same key: nothing was spent, or it is known by its id. */
export function ledgerUnavailable(): AppError {
  return new AppError(
    503,
    'ledger_unavailable',
    'The ledger did not answer in time. Try again; with the same Idempotency-Key it is safe.',
    {},
    { headers: { 'retry-after': '1' } },
  );
}

/**
 * What a refused hold or charge tells the caller. `affordable` says how much of the same call the
 * balance would cover: whole calls, or completion tokens for a price per token.
 */
export function ledgerRefusal(
  refusal: AnyRefusal,
  call: { readonly needed: bigint; readonly affordable: (available: bigint) => bigint },
): AppError {
  switch (refusal.code) {
    case 'insufficient_credits':
    case 'wallet_not_found': {
      const available = refusal.code === 'insufficient_credits' ? refusal.available : 0n;
      const needed = printCredits(call.needed);
      return new AppError(
        402,
        'insufficient_credits',
        `This call needs ${needed} credits and ${printCredits(available)} are available. Buy credits, or ask for less.`,
        {
          needed,
          available: printCredits(available),
          affordable: Number(call.affordable(available)),
        },
      );
    }
    case 'wallet_in_debt':
      return new AppError(
        402,
        'wallet_in_debt',
        'A reversed purchase left this wallet in debt. Buy credits to pay it.',
        { debt: printCredits(refusal.debt) },
      );
    case 'wallet_frozen':
      return new AppError(
        403,
        'wallet_frozen',
        'This wallet is frozen. Ask the platform about it.',
      );
    case 'limit_reached':
      return limitReached(refusal);
    case 'overloaded':
      return new AppError(
        503,
        'overloaded',
        'Too many calls at once. Try again in a moment.',
        {},
        { headers: { 'retry-after': '1' } },
      );
    default:
      return ledgerUnavailable();
  }
}

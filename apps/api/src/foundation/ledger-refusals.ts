import type { Json, LimitRef, Refusal } from '@telex-credits/ledger';
import { type Micros, printCredits } from '@telex-credits/money';
import { AppError } from './app-error.js';

/** Every way in which the ledger says no. */
export type AnyRefusal =
  | Refusal
  | { readonly code: 'id_reused_with_different_body' | 'unknown' | 'overloaded' };

/** What was asked for, so that a refusal can explain itself. */
export interface Asked {
  readonly needed: Micros;
  /** How much of the same would be covered: calls, tokens or credits, as the route counts. */
  readonly affordable: (available: Micros) => Json;
}

const limitCodes: Readonly<Record<LimitRef['level'], string>> = {
  call: 'call_limit_exceeded',
  key: 'key_limit_reached',
  connection: 'key_limit_reached',
  authorisation: 'authorisation_limit_reached',
  module: 'module_limit_reached',
  wallet: 'wallet_limit_reached',
};

const soon = { headers: { 'retry-after': '1' } };

/** 503 that is safe to repeat: nothing was done, or what was done is known by its id. */
export function ledgerUnavailable(): AppError {
  return new AppError(
    503,
    'ledger_unavailable',
    'The ledger did not answer in time. Try again; with the same Idempotency-Key it is safe.',
    {},
    soon,
  );
}

/** What a refusal of the ledger tells the caller: the contract's status, code and numbers. */
export function ledgerRefusal(refusal: AnyRefusal, asked: Asked): AppError {
  switch (refusal.code) {
    case 'insufficient_credits':
      return insufficient(refusal.available, asked);
    case 'wallet_not_found':
      return insufficient(0n, asked);
    case 'limit_reached':
      return limitReached(refusal);
    default:
      return spendingRefusal(refusal) ?? holdRefusal(refusal) ?? otherRefusal(refusal);
  }
}

function insufficient(available: Micros, { needed, affordable }: Asked): AppError {
  return new AppError(
    402,
    'insufficient_credits',
    `This needs ${printCredits(needed)} credits and ${printCredits(available)} are available. Buy credits, or ask for less.`,
    {
      needed: printCredits(needed),
      available: printCredits(available),
      affordable: affordable(available),
    },
  );
}

function limitReached(refusal: Refusal & { readonly code: 'limit_reached' }): AppError {
  const { limit, used, held, needed } = refusal;
  const cap = printCredits(limit.cap);
  const way = limit.periodEndsAt === null ? 'ask for less' : 'wait for its next period';
  return new AppError(
    403,
    limitCodes[limit.level],
    `This needs ${printCredits(needed)} credits and would pass the limit of ${cap}. Raise the limit, or ${way}.`,
    {
      level: limit.level,
      limit: limit.id,
      cap,
      used: printCredits(used),
      held: printCredits(held),
      needed: printCredits(needed),
      period: limit.period,
      resetsAt: limit.periodEndsAt,
    },
  );
}

function spendingRefusal(refusal: AnyRefusal): AppError | undefined {
  if (refusal.code === 'wallet_in_debt') {
    return new AppError(
      402,
      'wallet_in_debt',
      'A reversed purchase left this wallet in debt. Buy credits to pay it.',
      { debt: printCredits(refusal.debt) },
    );
  }
  return refusal.code === 'wallet_frozen'
    ? new AppError(403, 'wallet_frozen', 'This wallet is frozen. Ask the platform about it.')
    : undefined;
}

const holdDetails: Readonly<Record<string, string>> = {
  hold_already_captured: 'This hold was captured already. Read it to see what was taken.',
  hold_already_released: 'This hold was released already. Make a new one.',
  hold_expired: 'This hold has expired and its credits are available again. Make a new one.',
};

function holdRefusal(refusal: AnyRefusal): AppError | undefined {
  if (refusal.code === 'amount_exceeds_hold') {
    const held = printCredits(refusal.held);
    return new AppError(409, refusal.code, `Only ${held} credits are held. Capture at most that.`, {
      held,
    });
  }
  const detail = holdDetails[refusal.code];
  return detail === undefined ? undefined : new AppError(409, refusal.code, detail);
}

function otherRefusal(refusal: AnyRefusal): AppError {
  switch (refusal.code) {
    case 'hold_not_found':
      return new AppError(404, refusal.code, 'There is no such hold in this organisation.');
    case 'overloaded':
      return new AppError(
        503,
        refusal.code,
        'Too many calls at once. Try again in a moment.',
        {},
        soon,
      );
    case 'id_reused_with_different_body':
      return new AppError(
        422,
        'idempotency_key_reused',
        'This Idempotency-Key was used with another body. Use a new key for a new request.',
      );
    case 'invalid_operation':
      return new AppError(400, refusal.code, `The ledger cannot do this: ${refusal.detail}.`);
    default:
      return ledgerUnavailable();
  }
}

/**
 * Codes that callers most often tell apart. The server's list is open: a code is stable once it is
 * there, and new ones come with new refusals.
 */
export type ErrorCode =
  | 'insufficient_credits'
  | 'wallet_in_debt'
  | 'wallet_frozen'
  | 'key_limit_reached'
  | 'module_limit_reached'
  | 'wallet_limit_reached'
  | 'call_limit_exceeded'
  | 'authorisation_limit_reached'
  | 'authorisation_ended'
  | 'authorisation_expired'
  | 'authorisation_not_found'
  | 'charge_exceeds_price'
  | 'module_not_allowed'
  | 'module_not_found'
  | 'module_not_chargeable'
  | 'ownership_not_proven'
  | 'hold_not_found'
  | 'hold_too_long'
  | 'purchase_not_found'
  | 'refund_window_over'
  | 'invalid_request'
  | 'invalid_api_key'
  | 'not_signed_in'
  | 'rate_limited'
  | 'ledger_unavailable'
  | 'idempotency_key_reused'
  | 'idempotency_in_progress'
  | 'duplicate_request'
  | ClientErrorCode;

/** Codes that this client makes itself; `status` is null with them unless told. */
export type ClientErrorCode =
  /** No answer: the server could not be reached, or the connection broke. */
  | 'network_error'
  /** No answer within `timeoutMs`. */
  | 'timeout'
  /** An answer that is none of Telex Credits, of a proxy for example. */
  | 'unexpected_reply'
  /** `createClient` was given options that cannot work. */
  | 'invalid_options'
  /** A key that starts with `tcr_` must not be in a browser. */
  | 'key_in_browser'
  | 'invalid_amount'
  /** A request to a publisher's route names no spending authorisation; `status` is 403. */
  | 'authorisation_required'
  | 'invalid_webhook'
  /** A request to a module that is none of the gateway's; `status` is 401. */
  | 'unsigned_request'
  | 'invalid_signature'
  | 'unknown_signing_key'
  | 'expired_signature'
  | 'wrong_module'
  | 'replayed_signature'
  /** Whether it is cannot be told, because the keys could not be read; `status` is 503. */
  | 'signing_keys_unavailable';

/** Everything that went wrong in one call, for programs (`code`) and for people (`detail`). */
export class TelexCreditsError extends Error {
  override readonly name = 'TelexCreditsError';
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  readonly code: ErrorCode | (string & {});
  /** A sentence that says what to do. */
  readonly detail: string;
  /** Names the request in the server's logs. */
  readonly requestId: string | null;
  /** What explains it, such as `needed` and `available`: decimal strings as on the wire. */
  readonly numbers: Readonly<Record<string, unknown>>;
  /** How long the server asked to wait. */
  readonly retryAfterSeconds: number | null;

  constructor(parts: {
    readonly code: ErrorCode | (string & {});
    readonly detail: string;
    readonly status?: number;
    readonly requestId?: string | null;
    readonly numbers?: Readonly<Record<string, unknown>>;
    readonly retryAfterSeconds?: number | null;
    readonly cause?: unknown;
  }) {
    super(parts.detail, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.status = parts.status ?? null;
    this.code = parts.code;
    this.detail = parts.detail;
    this.requestId = parts.requestId ?? null;
    this.numbers = parts.numbers ?? {};
    this.retryAfterSeconds = parts.retryAfterSeconds ?? null;
  }
}

/** Whether something thrown is a `TelexCreditsError` with this code. */
export function isCode<const Code extends ErrorCode | (string & {})>(
  error: unknown,
  code: Code,
): error is TelexCreditsError & { readonly code: Code } {
  return error instanceof TelexCreditsError && error.code === code;
}

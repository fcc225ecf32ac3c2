import type { WireReply } from '../common/frame.js';

/** What Stripe answers with when it says no. */
export class StripeProblem extends Error {
  override readonly name = 'StripeProblem';
  constructor(
    readonly status: number,
    readonly error: Readonly<Record<string, unknown>> & {
      readonly type: string;
      readonly message: string;
    },
  ) {
    super(error.message);
  }
}

/** 400, with its code and the parameter that it is about. */
export function invalid(message: string, more: { code?: string; param?: string } = {}) {
  return new StripeProblem(400, { type: 'invalid_request_error', message, ...more });
}

/** 404 for a path, 400 for a parameter: there is no such object. */
export function missing(kind: string, id: string, param?: string): StripeProblem {
  return new StripeProblem(param === undefined ? 404 : 400, {
    ...{ type: 'invalid_request_error', code: 'resource_missing', param: param ?? 'id' },
    message: `No such ${kind}: '${id}'`,
  });
}

/** What Stripe says with a status that a fault asks for, and whether it advises to try again. */
export function faultReply(status: number): WireReply {
  const types: Record<number, string> = {
    401: 'authentication_error',
    409: 'idempotency_error',
    429: 'rate_limit_error',
  };
  const type = types[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return {
    status,
    body: { error: { type, message: `stand-in: ${status} on demand` } },
    headers: status >= 500 ? { 'stripe-should-retry': 'false' } : {},
  };
}

import type { RouteContract } from '@telex-credits/contracts';
import type { z } from 'zod';
import { invalidRequest, type Problem } from './problem.js';

/** A request's parts after the contract's schemas; types follow from the contract at `bind`. */
export interface CheckedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks all parts and lists everything that is wrong at once; throws 400 `invalid_request`. */
export function validate(contract: RouteContract, input: CheckedInput): CheckedInput {
  const params = contract.params.safeParse(input.params);
  const query = contract.query.safeParse(input.query);
  const body = contract.body.safeParse(bodyOf(contract, input.body));
  if (params.success && query.success && body.success) {
    return { params: params.data, query: query.data, body: body.data };
  }
  throw invalidRequest([
    ...problemsOf('params', params.error),
    ...problemsOf('query', query.error),
    ...problemsOf('body', body.error),
  ]);
}

/** Many clients send `{}` where nothing is asked for: the same as no body. */
function bodyOf(contract: RouteContract, body: unknown): unknown {
  const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  return isEmpty && contract.body.type === 'undefined' ? undefined : body;
}

function problemsOf(part: string, error: z.ZodError | undefined): Problem[] {
  return (error?.issues ?? []).slice(0, 20).map((issue) => ({
    path: [part, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
}

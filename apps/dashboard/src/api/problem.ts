import { type Problem, problemSchema } from '@telex-credits/contracts';

/** A refusal or failure of a call, with what a person needs to act on it or to report it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** Stable, snake_case; see the contract's table of codes. */
    readonly code: string,
    /** A sentence for people. */
    readonly detail: string,
    readonly requestId: string | null,
    /** The numbers that explain it, as the server sent them. */
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

/** What any thrown value says to a person. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) {
    return error;
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem(0, 'unexpected_error', detail, null);
}

/** The problem for a request that got no answer at all. */
export function noAnswer(): ApiProblem {
  return new ApiProblem(
    0,
    'no_answer',
    'The server could not be reached. Check your connection and try again; nothing is charged twice.',
    null,
  );
}

interface BetterAuthError {
  code?: unknown;
  message?: unknown;
}

/** Reads a failed reply: problem+json, better-auth's `{code, message}`, or neither. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id');
  const body: unknown = await response.json().catch(() => null);
  const problem = problemSchema.safeParse(body);
  if (problem.success) {
    return fromProblem(problem.data);
  }
  const other = (body ?? {}) as BetterAuthError;
  return new ApiProblem(
    response.status,
    typeof other.code === 'string' ? other.code.toLowerCase() : 'unexpected_reply',
    typeof other.message === 'string'
      ? other.message
      : `The server answered ${response.status} without an explanation. Try again in a moment.`,
    requestId,
  );
}

function fromProblem(problem: Problem): ApiProblem {
  return new ApiProblem(
    problem.status,
    problem.code,
    problem.detail,
    problem.requestId,
    problem as Record<string, unknown>,
  );
}

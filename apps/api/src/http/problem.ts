import { AmountError } from '@telex-credits/money';
import { InvalidCursor } from '@telex-credits/store';
import { AppError } from '../foundation/app-error.js';

export const problemType = 'application/problem+json';

/** The RFC 9457 body of a refusal, as every route answers it. */
export function problemBody(error: AppError, requestId: string): Record<string, unknown> {
  const title = error.code.replaceAll('_', ' ');
  return {
    ...error.numbers,
    type: `urn:telex-credits:problem:${error.code}`,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    status: error.status,
    detail: error.detail,
    code: error.code,
    requestId,
  };
}

/** What a thrown value tells the caller; anything unexpected becomes a 500 that says nothing. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) {
    return thrown;
  }
  if (thrown instanceof InvalidCursor) {
    return invalidRequest([{ path: 'query.cursor', message: thrown.message }]);
  }
  if (thrown instanceof AmountError) {
    return invalidRequest([{ path: 'body', message: thrown.message }]);
  }
  return fromHttpLibrary(thrown) ?? internalError(thrown);
}

/** One thing that is wrong with a request. */
export interface Problem {
  /** `body.credits`, `query.limit`, `params.id`. */
  readonly path: string;
  readonly message: string;
}

/** 400 with everything that is wrong, so that it can be put right in one go. */
export function invalidRequest(problems: readonly Problem[]): AppError {
  const first = problems[0];
  const detail = first === undefined ? 'The request is not valid.' : sentence(first);
  return new AppError(400, 'invalid_request', detail, {
    problems: problems.map(({ path, message }) => ({ path, message })),
  });
}

function sentence({ path, message }: Problem): string {
  return path === '' ? message : `${path}: ${message}`;
}

function internalError(cause: unknown): AppError {
  return new AppError(
    500,
    'internal_error',
    'Something went wrong on our side. Try again; if it stays, tell us the requestId.',
    {},
    { cause },
  );
}

/** Errors of express, body-parser and their kin say what they are in `type` and `status`. */
function fromHttpLibrary(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error)) {
    return undefined;
  }
  const type = 'type' in thrown ? thrown.type : undefined;
  switch (type) {
    case 'entity.too.large':
      return new AppError(413, 'body_too_large', 'The body is larger than this route takes.');
    case 'entity.parse.failed':
      return new AppError(400, 'invalid_json', 'The body is not valid JSON.');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return unsupportedMediaType();
    case 'request.aborted':
    case 'request.size.invalid':
      return new AppError(400, 'invalid_request', 'The body ended before its announced length.');
    default:
      return thrown instanceof URIError
        ? invalidRequest([{ path: 'params', message: 'the path is not valid percent-encoding' }])
        : undefined;
  }
}

/** 415 for a body that is not JSON. */
export function unsupportedMediaType(): AppError {
  return new AppError(
    415,
    'unsupported_media_type',
    'Send the body as UTF-8 JSON, with Content-Type: application/json.',
  );
}

import { AppError } from '../../foundation/app-error.js';
import { AmbiguousJson, decode, field, isObject, parseSpan } from '../a2a/json-spans.js';
import type { IncomingCall } from '../metering/route.js';
import { utf8 } from '../wire/read-body.js';

function invalid(detail: string): AppError {
  return new AppError(400, 'invalid_request', detail);
}

/** A chat body, read but not changed. */
export interface ChatRequest {
  readonly body: unknown;
  readonly model: string;
}

function parse(bytes: Buffer): { readonly body: unknown; readonly model: unknown } {
  const text = utf8(bytes);
  try {
    const span = parseSpan(text ?? '');
    if (!isObject(span)) {
      throw invalid('The body must be a JSON object with "messages".');
    }
    // Twice the same field: we would price one, and the upstream might read the other.
    for (const name of ['messages', 'max_tokens', 'max_completion_tokens', 'stream']) {
      field(span, name);
    }
    const model = field(span, 'model');
    return { body: decode(span), model: model === undefined ? undefined : decode(model) };
  } catch (error) {
    if (error instanceof AppError) {
      throw error;
    }
    throw invalid(
      error instanceof AmbiguousJson
        ? `In the body, ${error.message}.`
        : 'The body is not valid JSON.',
    );
  }
}

/**
 * Reads which model a chat asks for: the header `X-Model`, `?model=` or the body. Throws 400 when
 * they differ, because the upstream might take another one than was priced, and when none is named.
 */
export function readChat(call: IncomingCall, bytes: Buffer): ChatRequest {
  const { body, model } = parse(bytes);
  const named = [
    call.req.headers['x-model'],
    ...new URLSearchParams(call.search).getAll('model'),
    model,
  ].filter((value) => value !== undefined && value !== null && value !== '');
  const first = named[0];
  if (named.some((value) => value !== first)) {
    throw new AppError(
      400,
      'model_ambiguous',
      'X-Model, ?model= and the body name different models.',
    );
  }
  if (typeof first !== 'string') {
    throw new AppError(
      400,
      'model_not_priced',
      'Name a model, in the body, in X-Model or in ?model=: without one the price is not known.',
    );
  }
  return { body, model: first };
}

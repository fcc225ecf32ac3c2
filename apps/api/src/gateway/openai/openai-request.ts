import { AppError } from '../../foundation/app-error.js';
import {
  AmbiguousJson,
  decode,
  field,
  isObject,
  type JsonSpan,
  parseSpan,
  type Splice,
  splice,
} from '../a2a/json-spans.js';
import { utf8 } from '../wire/read-body.js';

/** A request body, read but not changed. */
export interface OpenAiRequest {
  readonly span: JsonSpan;
  readonly body: Readonly<Record<string, unknown>>;
  readonly model: string;
  /** Whether the caller asked for the usage frame itself. */
  readonly wantsUsage: boolean;
}

function invalid(detail: string): AppError {
  return new AppError(400, 'invalid_request', detail);
}

/** Fields that the price depends on: twice the same one, and the upstream might read the other. */
const priced = [
  ...['messages', 'input', 'model', 'stream', 'stream_options', 'n', 'service_tier'],
  ...['max_tokens', 'max_completion_tokens'],
];

function read(bytes: Buffer): OpenAiRequest {
  const span = parseSpan(utf8(bytes) ?? '');
  if (!isObject(span)) {
    throw invalid('The body must be a JSON object.');
  }
  for (const name of priced) {
    field(span, name);
  }
  const usage = field(field(span, 'stream_options'), 'include_usage');
  const body = decode(span) as Record<string, unknown>;
  const { model } = body;
  if (typeof model !== 'string' || model === '') {
    throw new AppError(
      400,
      'model_not_priced',
      'Name a model: without one the price is not known.',
    );
  }
  return { span, body, model, wantsUsage: usage !== undefined && decode(usage) === true };
}

/** Throws 400 for what is no JSON object, names no model, or says one field twice. */
export function readOpenAiRequest(bytes: Buffer): OpenAiRequest {
  try {
    return read(bytes);
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

/** Puts a field into an object as its first one. */
function insertion(object: JsonSpan, name: string, value: string): Splice {
  const at = object.start + 1;
  const empty = Object.keys(decode(object) as object).length === 0;
  return { start: at, end: at, replacement: `"${name}":${value}${empty ? '' : ','}` };
}

function replaced(span: JsonSpan, replacement: string): Splice {
  return { start: span.start, end: span.end, replacement };
}

/** Sets a field at its exact place, or adds it. */
function put(object: JsonSpan, name: string, value: string): Splice {
  const span = field(object, name);
  return span === undefined ? insertion(object, name, value) : replaced(span, value);
}

function usageSplice(span: JsonSpan): Splice {
  const options = field(span, 'stream_options');
  return options !== undefined && isObject(options)
    ? put(options, 'include_usage', 'true')
    : put(span, 'stream_options', '{"include_usage":true}');
}

/** What is changed of a body before it is forwarded. */
export interface Changes {
  /** Asks for the usage frame. */
  readonly askUsage: boolean;
  /** The longest completion that the caller's `degrade` leaves; null where nothing is lowered. */
  readonly maxTokens: bigint | null;
}

/** The bytes to forward: every other one stays as it was. */
export function changedBody({ span }: OpenAiRequest, changes: Changes): Buffer {
  const { maxTokens } = changes;
  const given = ['max_tokens', 'max_completion_tokens'].filter(
    (name) => field(span, name) !== undefined,
  );
  const names = given.length === 0 ? ['max_tokens'] : given;
  return Buffer.from(
    splice(span.text, [
      ...(changes.askUsage ? [usageSplice(span)] : []),
      ...(maxTokens === null ? [] : names.map((name) => put(span, name, maxTokens.toString()))),
    ]),
  );
}

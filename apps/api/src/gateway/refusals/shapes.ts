import { STATUS_CODES } from 'node:http';
import type { AppError } from '../../foundation/app-error.js';
import { problemBody, problemType } from '../../http/problem.js';
import { jsonReply, type WholeReply } from '../wire/reply.js';
import { safetyHeaders } from '../wire/reply-headers.js';

/** Whose manners a route's refusals have. */
export type RefusalShape = 'problem' | 'jsonrpc' | 'telexai' | 'openai';

/**
 * The shape of a refusal where no route matches: clients of a drop-in expect its own, also for what it
 * does not have (`responses`, `models/{id}`).
 */
export function shapeBelow(path: string): RefusalShape {
  const prefix = /^\/gateway\/(openai|telexai)(?=[/?]|$)/.exec(path)?.[1];
  return prefix === 'openai' || prefix === 'telexai' ? prefix : 'problem';
}

/** JSON-RPC's code for refusals of the gateway itself; the details are in `error.data`. */
const refusalRpcCode = -32000;

/** One refusal, and what is known of the request it answers. */
export interface RefusedCall {
  readonly error: AppError;
  readonly requestId: string;
  /** The request's JSON-RPC id as it was spelt; `null` where it is not known. */
  readonly rpcId: string;
}

/** A JSON-RPC error reply; the id is written as the caller spelt it, so no number loses digits. */
export function rpcErrorReply(
  status: number,
  error: { readonly code: number; readonly message: string; readonly data?: unknown },
  rpcId: string,
): WholeReply {
  const body = `{"jsonrpc":"2.0","id":${rpcId},"error":${JSON.stringify(error)}}`;
  const headers = { 'content-type': 'application/json; charset=utf-8', ...safetyHeaders };
  return { status, headers, body: Buffer.from(body) };
}

function telexEnvelope({ error, requestId }: RefusedCall): Record<string, unknown> {
  return {
    ...error.numbers,
    status: 'error',
    status_code: error.status,
    message: error.detail,
    error: STATUS_CODES[error.status] ?? 'Error',
    data: null,
    code: error.code,
    requestId,
  };
}

/** OpenAI's names for kinds of errors. */
function openAiType(status: number): string {
  switch (status) {
    case 401:
      return 'authentication_error';
    case 402:
      return 'insufficient_quota';
    case 403:
      return 'permission_error';
    case 429:
      return 'rate_limit_error';
    default:
      return status >= 500 ? 'api_error' : 'invalid_request_error';
  }
}

function openAiError({ error, requestId }: RefusedCall): Record<string, unknown> {
  const { numbers, detail: message, status, code } = error;
  return {
    error: { ...numbers, message, type: openAiType(status), param: null, code, requestId },
  };
}

function inShape(shape: RefusalShape, call: RefusedCall): WholeReply {
  const { error, requestId } = call;
  const problem = problemBody(error, requestId);
  switch (shape) {
    case 'jsonrpc':
      return rpcErrorReply(
        error.status,
        { code: refusalRpcCode, message: error.detail, data: problem },
        call.rpcId,
      );
    case 'telexai':
      return jsonReply(error.status, telexEnvelope(call));
    case 'openai':
      return jsonReply(error.status, openAiError(call));
    case 'problem':
      return jsonReply(error.status, problem, { 'content-type': problemType });
  }
}

/**
 * A refusal as its route says it: the same status and `code` everywhere, the body in the route's own
 * shape. Nothing was charged.
 */
export function refusalReply(shape: RefusalShape, call: RefusedCall): WholeReply {
  const reply = inShape(shape, call);
  const challenge: Record<string, string> =
    call.error.status === 401 ? { 'www-authenticate': 'Bearer realm="telex-credits"' } : {};
  return {
    ...reply,
    headers: {
      ...reply.headers,
      ...safetyHeaders,
      ...challenge,
      ...call.error.headers,
      'x-request-id': call.requestId,
      'x-credits-charged': '0',
      'cache-control': 'no-store',
    },
  };
}

import type { WholeReply } from '../wire/reply.js';
import { safetyHeaders } from '../wire/reply-headers.js';
import type { A2aRequest } from './envelope.js';

/** A JSON-RPC result of the gateway's own. */
export function rpcResult(request: A2aRequest, result: unknown): WholeReply {
  const body = `{"jsonrpc":"2.0","id":${request.rpcId},"result":${JSON.stringify(result)}}`;
  const headers = { 'content-type': 'application/json; charset=utf-8', ...safetyHeaders };
  return { status: 200, headers, body: Buffer.from(body) };
}

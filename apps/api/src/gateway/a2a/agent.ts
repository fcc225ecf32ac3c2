import type { CallableModule } from '../../foundation/ports.js';
import type { IncomingCall } from '../metering/route.js';
import type { UpstreamResult, Upstreams } from '../upstream/upstreams.js';
import { upstreamHeaders } from '../wire/request-headers.js';

/** Asks an agent, in the caller's name but without the caller's secrets. */
export function askAgent(
  upstreams: Upstreams,
  ask: {
    readonly call: IncomingCall;
    readonly module: CallableModule;
    readonly body: Buffer;
  },
): Promise<UpstreamResult> {
  const { call, module, body } = ask;
  return upstreams.request({
    url: new URL(module.upstreamUrl),
    method: 'POST',
    headers: upstreamHeaders(call.req.headers, { secrets: [call.secret], readsReply: true }),
    body,
    timeLimitMillis: module.timeLimitSeconds * 1000,
    large: 'refuse',
  });
}

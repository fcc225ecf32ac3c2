import type { CallableModule } from '../../foundation/ports.js';
import type { IncomingCall } from '../metering/route.js';
import { isEventStream } from '../upstream/event-stream.js';
import type {
  LiveReply,
  UpstreamRequest,
  UpstreamResult,
  Upstreams,
} from '../upstream/upstreams.js';
import { upstreamHeaders } from '../wire/request-headers.js';

/** What an agent is asked, for whom. */
interface AgentAsk {
  readonly call: IncomingCall;
  readonly module: CallableModule;
  readonly body: Buffer;
}

function requestOf({ call, module, body }: AgentAsk): UpstreamRequest {
  return {
    url: new URL(module.upstreamUrl),
    method: 'POST',
    headers: upstreamHeaders(call.req.headers, { secrets: [call.secret], readsReply: true }),
    body,
    timeLimitMillis: module.timeLimitSeconds * 1000,
    large: 'refuse',
  };
}

/** Asks an agent, in the caller's name but without the caller's secrets. */
export function askAgent(upstreams: Upstreams, ask: AgentAsk): Promise<UpstreamResult> {
  return upstreams.request(requestOf(ask));
}

/** The same for methods that stream: server-sent events come as they are sent. */
export function openAgent(
  upstreams: Upstreams,
  ask: AgentAsk,
): Promise<UpstreamResult | LiveReply> {
  return upstreams.open(requestOf(ask), isEventStream);
}

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
import { namedVersion } from './version.js';

/** What an agent is asked, for whom. */
interface AgentAsk {
  readonly call: IncomingCall;
  readonly module: CallableModule;
  readonly body: Buffer;
}

function requestOf({ call, module, body }: AgentAsk): UpstreamRequest {
  const headers = upstreamHeaders(call.req.headers, { secrets: [call.secret], readsReply: true });
  // The query stays here, because it may hold anything: the version that it names goes on.
  const version = namedVersion(call, call.rpcId);
  return {
    url: new URL(module.upstreamUrl),
    method: 'POST',
    headers: version === null ? headers : { ...headers, 'a2a-version': version },
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

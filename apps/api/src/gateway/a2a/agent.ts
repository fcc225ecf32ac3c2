import type { CallableModule } from '../../foundation/ports.js';
import type { IncomingCall } from '../metering/route.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import type { SignedFacts } from '../signing/sign-request.js';
import { isEventStream } from '../upstream/event-stream.js';
import type { LiveReply, UpstreamRequest, UpstreamResult } from '../upstream/upstreams.js';
import { upstreamHeaders } from '../wire/request-headers.js';
import { namedVersion } from './version.js';

/** What an agent is asked, for whom. */
interface AgentAsk {
  readonly call: IncomingCall;
  readonly module: CallableModule;
  readonly body: Buffer;
  readonly organisationId: string;
  /** Null for methods that cost nothing. */
  readonly usageId: string | null;
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

function factsOf({ module, organisationId, usageId }: AgentAsk): SignedFacts {
  return { moduleId: module.id, organisationId, usageId };
}

/** Asks an agent, in the caller's name but without the caller's secrets. */
export function askAgent(calls: ModuleCalls, ask: AgentAsk): Promise<UpstreamResult> {
  return calls.request(requestOf(ask), factsOf(ask));
}

/** The same for methods that stream: server-sent events come as they are sent. */
export function openAgent(calls: ModuleCalls, ask: AgentAsk): Promise<UpstreamResult | LiveReply> {
  return calls.open(requestOf(ask), factsOf(ask), isEventStream);
}

import type {
  LiveReply,
  ReplyHead,
  UpstreamRequest,
  UpstreamResult,
  Upstreams,
} from '../upstream/upstreams.js';
import type { SignedFacts, SignRequest } from './sign-request.js';

/** Requests to publishers' modules. Routes that call modules get this, so that none goes unsigned. */
export interface ModuleCalls {
  request(request: UpstreamRequest, facts: SignedFacts): Promise<UpstreamResult>;
  /** As `request`, but a reply that `streams` says yes to is handed over with its body to come. */
  open(
    request: UpstreamRequest,
    facts: SignedFacts,
    streams: (head: ReplyHead) => boolean,
  ): Promise<UpstreamResult | LiveReply>;
}

/** Signs every request to a module. */
export function createModuleCalls(upstreams: Upstreams, sign: SignRequest): ModuleCalls {
  return {
    request: (request, facts) => upstreams.request(sign(request, facts)),
    open: (request, facts, streams) => upstreams.open(sign(request, facts), streams),
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { PricedCall } from '../prices/price-call.js';
import type { RefusalShape } from '../refusals/shapes.js';
import type { RunningReply, UpstreamResult } from '../upstream/upstreams.js';
import type { WholeReply } from '../wire/reply.js';
import type { Asked, CallFacts, Outcome, Verdict } from './call-facts.js';
import type { Settled } from './settle.js';
import type { StreamMeter } from './stream-meter.js';

/** A request as routes see it. */
export interface IncomingCall {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
  /** What the path's placeholders stand for: slug, connection token, callback id. */
  readonly params: Readonly<Record<string, string>>;
  /** The path after the route's own part, not decoded; and the query with its `?`. */
  readonly rest: string;
  readonly search: string;
  /** The caller's secret, so that no upstream ever sees it; empty on public routes. */
  secret: string;
  /** The request's JSON-RPC id as spelt, once it is known. */
  rpcId: string;
}

/** Takes the credits of a call whose end is not known yet when its reply is sent. */
export interface OpenCall {
  readonly facts: CallFacts;
  /** Settles the call; safe to call again. */
  settle(verdict: Verdict): Promise<Settled>;
}

/** A reply that is passed on as it comes. */
export interface PassedStream {
  readonly kind: 'stream';
  readonly source: RunningReply;
  readonly headers: WholeReply['headers'];
  readonly meter: StreamMeter;
}

/** How a forwarded call ended, by type: each is settled exactly once by the layer. */
export type CallEnd =
  | { readonly kind: 'ended'; readonly verdict: Verdict; readonly reply: WholeReply }
  /** The upstream gave no answer; the caller gets 502 or 504. */
  | {
      readonly kind: 'no_answer';
      readonly result: UpstreamResult & { kind: 'not_reached' | 'timed_out' | 'cut_short' };
    }
  /** Passed on as it comes, then settled: a stream, or more than 8 MiB. */
  | PassedStream
  /** A task that goes on: its hold stays, and something else settles it. */
  | { readonly kind: 'goes_on'; readonly reply: WholeReply }
  /** Settled by the route itself, because a finished task may have been settled elsewhere. */
  | { readonly kind: 'settled'; readonly settled: Settled; readonly reply: WholeReply };

/** A call that costs credits, ready to be held and forwarded. */
export interface PricedRequest {
  readonly kind: 'priced';
  /** What the call can cost at most. */
  readonly worst: PricedCall;
  /** USD per credit where the price converts from USD. */
  readonly creditPrice: string | null;
  /** How much of the same call a balance would cover. */
  readonly affordable: (available: bigint) => bigint;
  readonly asked: Asked | null;
  /** Asks the upstream. Throwing is a fault of ours: the hold is released. */
  readonly forward: (open: OpenCall) => Promise<CallEnd>;
}

/** What a route makes of a request before anything is spent. */
export type Prepared =
  | PricedRequest
  | { readonly kind: 'reply'; readonly reply: WholeReply }
  /** A stream that costs nothing by itself; it passes on as one that does. */
  | PassedStream;

interface RouteBase {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'ANY';
  /** `/gateway/a2a/{slug}`; a `*` at the end stands for everything below. */
  readonly path: string;
  readonly shape: RefusalShape;
}

/** Costs nothing and needs no key: agent cards, and pushes that carry their own token. */
export interface PublicRoute extends RouteBase {
  readonly access: 'public';
  readonly answer: (call: IncomingCall) => Promise<WholeReply>;
}

/** Needs a key or a connection, and may cost credits. */
export interface SpendingRoute extends RouteBase {
  readonly access: 'key' | 'connection';
  readonly locate: (
    call: IncomingCall,
    identity: SpendingIdentity,
  ) => Promise<CallableModule | undefined>;
  readonly prepare: (
    call: IncomingCall,
    spender: { readonly identity: SpendingIdentity; readonly module: CallableModule },
  ) => Promise<Prepared>;
}

export type GatewayRoute = PublicRoute | SpendingRoute;

/** Outcomes of calls to which the upstream gave no answer. */
export const noAnswerOutcome: Readonly<Record<'not_reached' | 'timed_out' | 'cut_short', Outcome>> =
  {
    not_reached: 'not_reached',
    timed_out: 'timed_out',
    cut_short: 'cut_short',
  };

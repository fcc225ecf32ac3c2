/** Which module a route is called on: with time to spare, with one second, or with billable errors. */
export type ModuleChoice = 'usual' | 'quick' | 'errors';

/** What a stream of a route that behaves is made of. */
export interface Frames {
  /** Comes first, and is no output of the model or the agent. */
  readonly opening: string;
  readonly output: string;
  /** Usage as the model reports it, in a frame that the caller did not ask for; empty elsewhere. */
  readonly usage: string;
  readonly closing: string;
}

/** One priced route as its caller and its upstream see it. `task` is an id of one call's own. */
export interface Route {
  readonly name: string;
  readonly kind: 'http' | 'agent' | 'connection' | 'chat' | 'embeddings' | 'telexai';
  /** What the caller sends. */
  readonly body: string;
  /** What an upstream that behaves answers as a whole. */
  readonly good: (task: string) => string;
  /** Whether a reply has to be understood before it is paid. */
  readonly reads: boolean;
  /** How a price per token knows its tokens; null for a price per call. */
  readonly tokens: 'reported' | 'estimated' | null;
  /** Null where the route does not stream. */
  readonly frames: ((task: string) => Frames) | null;
  /** What happens to a stream whose caller leaves. */
  readonly callerLeaves: 'runs_on' | 'is_aborted';
  /** For agents: the method that fetches a task, and how its states are spelt. */
  readonly agent: { readonly get: string; readonly state: (state: string) => string } | null;
}

/** Tokens that a good reply reports. */
export const reported = { prompt: '3', completion: '4' } as const;

import type { Cursor } from './commands/cursor-store.js';
import type { Session } from './sessions/session.js';
import type { Store } from './storage/store.js';

/** How a stand-in behaves. */
export interface Behaviour {
  /** 9 is MongoDB 4.4, 13 is 5.0, 17 is 6.0, 21 is 7.0, 25 is 8.0. */
  readonly wireVersion: number;
  readonly setName: string;
  /** Whether a transaction may write to a collection that does not exist; from 4.4 on it may. */
  readonly implicitCreationInTransaction: boolean;
  /** `transactionLifetimeLimitSeconds`: an open transaction is aborted after this time. */
  readonly transactionLifetimeMs: number;
  /** `localLogicalSessionTimeoutMinutes`, in which an unused session is forgotten. */
  readonly sessionTimeoutMs: number;
  /** Members of the set that hold data; a write concern with a higher `w` is not satisfied. */
  readonly members: number;
  readonly clock: () => number;
}

/** Everything a server knows; all but cursors and open transactions survives a restart. */
export interface ServerState {
  readonly behaviour: Behaviour;
  readonly store: Store;
  readonly sessions: Map<string, Session>;
  readonly cursors: Map<string, Cursor>;
  /** Counts the elections. */
  term: number;
  /** host:port */
  address: string;
}

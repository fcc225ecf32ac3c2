import type { ModuleChoice, Route } from './route.js';
import type { Seen, Stage } from './stage.js';

/**
 * What a call must have cost: nothing; the price (of the tokens that were reported, where a price
 * per token knows them); what the last report said; the documented estimate; or all that was held.
 */
export type Charge =
  | 'nothing'
  | 'price'
  | 'estimate'
  | 'hold'
  | { readonly prompt: string; readonly completion: string };

/** What a cell must come to. */
export interface Expected {
  readonly outcome: readonly string[];
  readonly charge: Charge;
  /** Left out where the caller did not stay for it. */
  readonly status?: number;
  readonly end?: 'ended' | 'broken';
  /** The exact bytes of the reply. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One column of the table: what the upstream or the caller does, and what that must come to. */
export interface Cell {
  readonly name: string;
  readonly fits: (route: Route) => boolean;
  /** The usual module unless told. */
  readonly choice?: ModuleChoice;
  readonly play: (stage: Stage) => Promise<Seen>;
  /** Null where nothing must have been held or forwarded. */
  readonly expected: (route: Route, stage: Pick<Stage, 'task'>) => Expected | null;
}

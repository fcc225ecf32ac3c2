import type { Price } from '@telex-credits/contracts';
import type { Outcome, Verdict } from '../metering/call-facts.js';
import { errorsBillable, priceCall } from '../prices/price-call.js';

/** What an agent said about a task, read from any of the protocol's shapes. */
export interface TaskView {
  readonly taskId: string;
  readonly contextId: string | null;
  /** Lower case with hyphens: `completed`, `input-required`, `accepted` … */
  readonly state: string;
  /** Artifacts and messages of the agent so far: grows when it puts something out. */
  readonly outputs: number;
}

/** `TASK_STATE_INPUT_REQUIRED`, `input_required` and `input-required` are one state. */
export function normalState(state: unknown): string {
  const text = typeof state === 'string' ? state.toLowerCase().replaceAll('_', '-') : '';
  const bare = text.replace(/^task-state-/, '');
  return bare === 'cancelled' ? 'canceled' : bare;
}

const ends: ReadonlyMap<string, Outcome> = new Map([
  ['completed', 'success'],
  ['failed', 'failed'],
  ['rejected', 'rejected'],
  ['canceled', 'canceled'],
  ['input-required', 'input_required'],
  ['auth-required', 'auth_required'],
]);

/** How a state ends the running turn; undefined while it goes on. Unknown states go on. */
export function turnEnd(state: string): Outcome | undefined {
  return ends.get(state);
}

const free: ReadonlySet<Outcome> = new Set([
  'failed',
  'rejected',
  'auth_required',
  'upstream_error',
]);

/** What a turn costs that ended so. `output` says whether the agent put anything out in it. */
export function verdictOf(
  outcome: Outcome,
  turn: {
    readonly price: Price;
    readonly creditPrice: string;
    readonly output: boolean;
    readonly upstreamStatus: number | null;
  },
): Verdict {
  const { price, creditPrice, upstreamStatus } = turn;
  const priced = priceCall({ price, meter: { kind: 'call' }, creditPrice });
  const costs = outcome === 'canceled' ? turn.output : !free.has(outcome) || errorsBillable(price);
  return { outcome, priced: costs ? priced : null, upstreamStatus };
}

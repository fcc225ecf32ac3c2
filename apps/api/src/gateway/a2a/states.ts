import type { Price } from '@telex-credits/contracts';
import type { Outcome, Verdict } from '../metering/call-facts.js';
import { errorsBillable, type Meter, priceCall } from '../prices/price-call.js';
import { noUnits, type UnitReader } from './units-said.js';

/** What an agent said about a task, read from any of the protocol's shapes. */
export interface TaskView {
  readonly taskId: string;
  readonly contextId: string | null;
  /** Lower case with hyphens: `completed`, `input-required`, `accepted` … */
  readonly state: string;
  /** Artifacts and messages of the agent so far: grows when it puts something out. */
  readonly outputs: number;
  /** Counts that it names. */
  readonly units: UnitReader;
}

/** As much of it as a turn is priced by. */
export type Said = Pick<TaskView, 'outputs' | 'units'>;

/** Nothing was put out and nothing counted. */
export const silent: Said = { outputs: 0, units: noUnits };

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

/** Where a price per unit reads its count. */
export function pointerOf(price: Price): string | undefined {
  return price.model === 'per_unit' ? price.quantity.at : undefined;
}

/** A message that is all of the answer: it puts out one thing more. */
export function saidBy(
  { outputsBefore }: { readonly outputsBefore: number },
  { units }: { readonly units: UnitReader },
): Said {
  return { outputs: outputsBefore + 1, units };
}

/** Whether a turn that ends so may cost its price. */
export function mayCost(outcome: Outcome, price: Price): boolean {
  return !free.has(outcome) || errorsBillable(price);
}

function meterOf(price: Price, { units }: Said): Meter {
  return price.model === 'per_unit'
    ? { kind: 'units', quantity: units(price.quantity.at) ?? null }
    : { kind: 'call' };
}

/** What a turn costs that ended so, after the agent had put out `outputsBefore`. */
export function verdictOf(
  outcome: Outcome,
  turn: {
    readonly price: Price;
    readonly creditPrice: string;
    readonly outputsBefore: number;
    readonly said: Said;
    readonly upstreamStatus: number | null;
  },
): Verdict {
  const { price, creditPrice, said, upstreamStatus } = turn;
  const output = said.outputs > turn.outputsBefore;
  const costs = outcome === 'canceled' ? output : mayCost(outcome, price);
  const priced = costs ? priceCall({ price, meter: meterOf(price, said), creditPrice }) : null;
  return { outcome, priced, upstreamStatus };
}

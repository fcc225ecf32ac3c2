import type { Cell } from './cell.js';
import { judge } from './judge.js';
import type { Route } from './route.js';
import { createStage } from './stage.js';
import type { Target } from './target.js';
import type { Upstream } from './upstream.js';

/** A gateway under test, and the upstream behind its modules. */
export interface Bench {
  readonly target: Target;
  readonly upstream: Upstream;
}

/**
 * Plays one cell and answers what was wrong: nothing, where the gateway did as the contract says.
 * Undefined where this gateway offers no such module.
 */
export async function runCell(
  { target, upstream }: Bench,
  route: Route,
  cell: Cell,
): Promise<readonly string[] | undefined> {
  const path = target.pathOf(route, cell.choice ?? 'usual');
  if (path === undefined) {
    return undefined;
  }
  const before = await target.wallet();
  const stage = createStage({ target, upstream, route }, path);
  try {
    const seen = await cell.play(stage);
    return await judge({ target, before }, stage, seen, cell.expected(route, stage));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    upstream.reset();
  }
}

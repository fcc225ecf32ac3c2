import type { Verdict } from '../metering/call-facts.js';
import type { CallEnd } from '../metering/route.js';
import { type StreamExit, type StreamMeter, seenBy } from '../metering/stream-meter.js';
import type { LiveReply } from '../upstream/upstreams.js';
import { callerHeaders } from '../wire/reply-headers.js';
import type { AgentReply } from './agent-reply.js';
import type { Claims } from './claims.js';
import type { OpenTurn } from './open-turn.js';
import type { Sending } from './sending.js';
import { type TaskView, turnEnd } from './states.js';
import { createGuardedFrames, firstView, mergedView } from './stream-view.js';
import type { Turns } from './turns.js';

interface StreamEndDeps {
  readonly turns: Turns;
  readonly claims: Claims;
  readonly openTurn: OpenTurn;
}

/** What the frames of a stream said so far. */
interface Seen {
  view: TaskView | undefined;
  taskKey: string | undefined;
  message: boolean;
  failed: boolean;
}

/** A stream that said nothing that the protocol knows: broken, or no answer to pay for. */
function nothingSaid(exit: StreamExit, none: Verdict): Verdict {
  switch (exit) {
    case 'broken':
      return { ...none, outcome: 'cut_short', priced: null };
    case 'timed_out':
      return { ...none, outcome: 'timed_out', priced: null };
    default:
      return none;
  }
}

/** Meters the answer to a streaming message. The agent's frames pass byte for byte. */
function createTurnMeter(deps: StreamEndDeps, sending: Sending): StreamMeter {
  const { turns, claims, openTurn } = deps;
  const seen: Seen = { view: undefined, taskKey: undefined, message: false, failed: false };

  /** Records a task as the caller's before its first frame goes on; false where it is a stranger's. */
  async function seeTask(event: TaskView): Promise<boolean> {
    const first = seen.view === undefined;
    seen.view =
      seen.view === undefined
        ? firstView(event, sending.outputsBefore)
        : mergedView(seen.view, event);
    if (!first) {
      return true;
    }
    const key = await claims.keepTask(sending, event);
    if (key === null) {
      seen.view = undefined;
      seen.failed = true;
      return false;
    }
    seen.taskKey = key;
    await claims.keepContext(sending, event.contextId);
    const task = { key, taskId: event.taskId };
    if (turnEnd(event.state) === undefined) {
      await openTurn.follow(sending, task);
    } else {
      await openTurn.name(sending, task);
    }
    return true;
  }

  async function see(reply: AgentReply): Promise<boolean> {
    switch (reply.kind) {
      case 'task':
        return await seeTask(reply.task);
      case 'message':
        seen.message = true;
        await claims.keepContext(sending, reply.contextId);
        return true;
      case 'error':
        seen.failed = true;
        return true;
      case 'other':
        return true;
    }
  }

  async function ended(verdict: Verdict): Promise<Verdict | null> {
    return (await openTurn.settleDelivered(sending, verdict)) ? null : verdict;
  }

  async function taskEnd(view: TaskView, key: string, gone: boolean): Promise<Verdict | null> {
    const outcome = turnEnd(view.state);
    if (outcome !== undefined) {
      const whole = openTurn.verdictFor(sending, outcome, view.outputs);
      const verdict = await ended(seenBy(gone, whole));
      // Earlier messages to the same task end with it.
      await turns.endDeliveredTask(sending.module.id, view);
      return verdict;
    }
    const { startedAt } = sending.open.facts;
    const task = { key, taskId: view.taskId };
    await openTurn.keep(sending, task, new Date(startedAt));
    return null;
  }

  async function verdictOn(exit: StreamExit, gone: boolean): Promise<Verdict | null> {
    const { view, taskKey } = seen;
    if (view !== undefined && taskKey !== undefined) {
      return await taskEnd(view, taskKey, gone && exit === 'ended');
    }
    const none = openTurn.verdictFor(sending, 'upstream_error', 0);
    const said = openTurn.verdictFor(sending, 'success', 1);
    return await ended(seen.message ? said : nothingSaid(seen.failed ? 'ended' : exit, none));
  }

  return {
    whenCallerLeaves: 'run_on',
    ...createGuardedFrames(see),
    async settle(exit, gone) {
      try {
        return await verdictOn(exit, gone);
      } finally {
        openTurn.unfollow(sending.open.facts.usageId);
      }
    },
  };
}

/** What an agent's stream means for the call. */
export function createStreamEnds(deps: StreamEndDeps) {
  return (sending: Sending, source: LiveReply): CallEnd => ({
    kind: 'stream',
    source,
    headers: callerHeaders(source.headers),
    meter: createTurnMeter(deps, sending),
  });
}

export type StreamEnds = ReturnType<typeof createStreamEnds>;

import type { Outcome, Verdict } from '../metering/call-facts.js';
import type { CallEnd } from '../metering/route.js';
import { type StreamExit, type StreamMeter, seenBy } from '../metering/stream-meter.js';
import { unlessLedgerAway } from '../metering/unless-ledger-away.js';
import type { LiveReply } from '../upstream/upstreams.js';
import { callerHeaders } from '../wire/reply-headers.js';
import type { AgentReply } from './agent-reply.js';
import type { Claims } from './claims.js';
import type { OpenTurn } from './open-turn.js';
import type { Sending } from './sending.js';
import { pointerOf, type Said, saidBy, silent, type TaskView, turnEnd } from './states.js';
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
  message: Said | undefined;
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

/** The verdict on a stream that named no task. */
function withoutTask(
  { message, failed }: Seen,
  exit: StreamExit,
  verdictFor: (outcome: Outcome, said: Said) => Verdict,
): Verdict {
  return message === undefined
    ? nothingSaid(failed ? 'ended' : exit, verdictFor('upstream_error', silent))
    : verdictFor('success', message);
}

/** Meters the answer to a streaming message. The agent's frames pass byte for byte. */
function createTurnMeter(deps: StreamEndDeps, sending: Sending): StreamMeter {
  const { turns, claims, openTurn } = deps;
  const pointer = pointerOf(sending.open.facts.priceVersion.price);
  const seen: Seen = { view: undefined, taskKey: undefined, message: undefined, failed: false };

  /** Records a task as the caller's before its first frame goes on; false where it is a stranger's. */
  async function seeTask(event: TaskView): Promise<boolean> {
    const first = seen.view === undefined;
    seen.view =
      seen.view === undefined
        ? firstView(event, sending.outputsBefore)
        : mergedView(seen.view, event, pointer);
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
        seen.message = saidBy(sending, reply);
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
      const whole = await openTurn.verdictOn(sending, outcome, { key, view });
      const verdict = await ended(seenBy(gone, whole));
      // Earlier messages to the same task end with it.
      await unlessLedgerAway(turns.endDeliveredTask(sending.module.id, view));
      return verdict;
    }
    const heldAt = new Date(sending.open.facts.startedAt);
    await openTurn.keep(sending, { key, taskId: view.taskId }, heldAt);
    return null;
  }

  async function verdictOn(exit: StreamExit, gone: boolean): Promise<Verdict | null> {
    const { view, taskKey } = seen;
    if (view !== undefined && taskKey !== undefined) {
      return await taskEnd(view, taskKey, gone && exit === 'ended');
    }
    return await ended(withoutTask(seen, exit, (...how) => openTurn.verdictFor(sending, ...how)));
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

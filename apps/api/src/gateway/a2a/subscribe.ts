import type { CallableModule } from '../../foundation/ports.js';
import { noAnswerError } from '../metering/no-answer.js';
import type { Prepared } from '../metering/route.js';
import type { StreamMeter } from '../metering/stream-meter.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { openAgent } from './agent.js';
import type { AgentReply } from './agent-reply.js';
import type { Ownership } from './ownership.js';
import { pointerOf, type TaskView, turnEnd } from './states.js';
import { createGuardedFrames, firstView, mergedView } from './stream-view.js';
import type { MethodCall, TaskMethods } from './task-methods.js';
import type { Turns } from './turns.js';

/** Watches a task that its caller subscribed to: a finished result is charged before it goes on. */
function createWatch(turns: Turns, module: CallableModule, before: number): StreamMeter {
  const pointer = pointerOf(module.price.price);
  let view: TaskView | undefined;

  async function mayPass(reply: AgentReply): Promise<boolean> {
    if (reply.kind !== 'task') {
      return true;
    }
    view =
      view === undefined ? firstView(reply.task, before) : mergedView(view, reply.task, pointer);
    if (turnEnd(view.state) === undefined) {
      return true;
    }
    const ends = await turns.endTask(module.id, view);
    return ends.every(({ settled }) => settled.refusal === null);
  }

  return {
    // The task itself goes on at the agent, and is polled.
    whenCallerLeaves: 'abort',
    ...createGuardedFrames(mayPass),
    settle: async () => null,
  };
}

/** `tasks/resubscribe`, `SubscribeToTask`: it costs nothing and needs ownership, as `tasks/get` does. */
export function createSubscribe(deps: {
  readonly moduleCalls: ModuleCalls;
  readonly ownership: Ownership;
  readonly turns: Turns;
  readonly taskMethods: TaskMethods;
}) {
  return async (method: MethodCall): Promise<Prepared> => {
    const { call, request, identity, module } = method;
    const { organisationId } = identity;
    const task = await deps.ownership.taskOf(request, module.id, organisationId);
    const body = Buffer.from(request.text);
    const ask = { call, module, body, organisationId, usageId: null };
    const result = await openAgent(deps.moduleCalls, ask);
    switch (result.kind) {
      case 'live':
        return {
          kind: 'stream',
          source: result,
          headers: callerHeaders(result.headers),
          meter: createWatch(deps.turns, module, task.outputs),
        };
      case 'whole':
        return { kind: 'reply', reply: await deps.taskMethods.deliver(method, result) };
      default:
        throw noAnswerError(result);
    }
  };
}

export type Subscribe = ReturnType<typeof createSubscribe>;

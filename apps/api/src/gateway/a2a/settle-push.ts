import { AppError } from '../../foundation/app-error.js';
import type { GatewayDeps } from '../deps.js';
import type { CallbackRecord, Callbacks } from '../records/callbacks.js';
import type { OpenCalls } from '../records/open-calls.js';
import { type TaskRecords, taskKeyOf } from '../records/task-records.js';
import { readPush } from './agent-reply.js';
import { silent, type TaskView, turnEnd } from './states.js';
import type { TurnEnd, Turns } from './turns.js';

function wrongTask(): AppError {
  return new AppError(400, 'wrong_task', 'This callback belongs to another task.');
}

/** Settles what a push brings, for the call and the task that its callback belongs to. */
export function createSettlePush(
  deps: Pick<GatewayDeps, 'environment'> & {
    readonly callbacks: Callbacks;
    readonly openCalls: OpenCalls;
    readonly tasks: TaskRecords;
    readonly turns: Turns;
  },
) {
  const { callbacks, environment } = deps;

  /** Ties the callback to its task; one callback never speaks for another task. */
  async function bind(callback: CallbackRecord, view: TaskView): Promise<void> {
    const key = taskKeyOf(callback.moduleId, view.taskId);
    if (callback.taskKey === key) {
      return;
    }
    const at = environment.now().toISOString();
    const { moduleId, organisationId } = callback;
    const claimed =
      callback.taskKey === null &&
      (await deps.tasks.claim({
        id: key,
        moduleId,
        organisationId,
        taskId: view.taskId,
        contextId: view.contextId,
        state: view.state,
        outputs: 0,
        createdAt: at,
        updatedAt: at,
      }));
    const bound = claimed ? await callbacks.bind(callback.id, key) : undefined;
    if (bound?.taskKey !== key) {
      throw wrongTask();
    }
  }

  async function endOwnCall(usageId: string, view: TaskView | null): Promise<TurnEnd[]> {
    const call = await deps.openCalls.get(usageId);
    const outcome = view === null ? 'upstream_error' : turnEnd(view.state);
    if (call === undefined || outcome === undefined) {
      return [];
    }
    const said =
      view === null
        ? silent
        : await deps.turns.saidTo(call, outcome, {
            key: taskKeyOf(call.moduleId, view.taskId),
            view,
          });
    return [await deps.turns.end(call, deps.turns.verdictFor(call, outcome, said))];
  }

  /** Settles what the push ends; answers the ends that came of it. */
  return async (callback: CallbackRecord, body: Buffer): Promise<TurnEnd[]> => {
    const push = readPush(body);
    if (push.kind === 'other') {
      throw new AppError(
        400,
        'invalid_push',
        'The push is neither a task nor a JSON-RPC response.',
      );
    }
    if (push.kind === 'message') {
      return [];
    }
    const { usageId } = callback;
    const view = push.kind === 'task' ? push.task : null;
    if (view !== null) {
      await bind(callback, view);
    }
    const own = usageId === null ? [] : await endOwnCall(usageId, view);
    const others = view === null ? [] : await deps.turns.endTask(callback.moduleId, view);
    return [...own, ...others];
  };
}

export type SettlePush = ReturnType<typeof createSettlePush>;

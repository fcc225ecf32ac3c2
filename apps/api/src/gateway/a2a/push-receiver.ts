import { AppError } from '../../foundation/app-error.js';
import { sameText, sha256Hex } from '../../foundation/digests.js';
import type { GatewayDeps } from '../deps.js';
import type { IncomingCall, PublicRoute } from '../metering/route.js';
import type { CallbackRecord, Callbacks } from '../records/callbacks.js';
import type { Deliveries } from '../records/deliveries.js';
import type { OpenCalls } from '../records/open-calls.js';
import { type TaskRecords, taskKeyOf } from '../records/task-records.js';
import { readBody } from '../wire/read-body.js';
import { jsonReply, type WholeReply } from '../wire/reply.js';
import { readPush } from './agent-reply.js';
import type { Forwarding } from './forwarding.js';
import { type TaskView, turnEnd } from './states.js';
import type { TurnEnd, Turns } from './turns.js';

interface ReceiverDeps extends Pick<GatewayDeps, 'environment'> {
  readonly callbacks: Callbacks;
  readonly deliveries: Deliveries;
  readonly openCalls: OpenCalls;
  readonly tasks: TaskRecords;
  readonly turns: Turns;
  readonly forwarding: Forwarding;
}

function tokenOf({ req: { headers } }: IncomingCall): string {
  const bearer = /^\S+ +(\S+)$/.exec(headers.authorization ?? '')?.[1];
  const named = headers['x-a2a-notification-token'];
  return bearer ?? (typeof named === 'string' ? named : '');
}

function wrongTask(): AppError {
  return new AppError(400, 'wrong_task', 'This callback belongs to another task.');
}

/** `POST /gateway/push/{id}`: agents bring results here; the caller gets them unchanged. */
export function createPushRoute(deps: ReceiverDeps): PublicRoute {
  const { callbacks, environment } = deps;

  async function authenticated(call: IncomingCall): Promise<CallbackRecord> {
    const callback = await callbacks.get(call.params.id ?? '');
    const token = tokenOf(call);
    if (callback === undefined || !sameText(sha256Hex(token), callback.tokenHash)) {
      throw new AppError(401, 'invalid_push_token', 'Send the token of the push configuration.');
    }
    return callback;
  }

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
    return call === undefined || outcome === undefined
      ? []
      : [await deps.turns.end(call, deps.turns.verdictFor(call, outcome, view?.outputs ?? 0))];
  }

  /** Settles what the push ends; answers the ends that came of it. */
  async function settle(callback: CallbackRecord, body: Buffer): Promise<TurnEnd[]> {
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
  }

  async function answer(call: IncomingCall): Promise<WholeReply> {
    const callback = await authenticated(call);
    const body = await readBody(call.req);
    const ends = await settle(callback, body);
    const unpaid = ends.find(({ settled }) => !settled.paid);
    if (callback.sealedTarget !== null) {
      const at = environment.now().toISOString();
      await deps.deliveries.insert({
        id: environment.newId('psh'),
        callbackId: callback.id,
        waitsFor: unpaid?.settled.usageId ?? null,
        body: body.toString('base64'),
        contentType: call.req.headers['content-type'] ?? 'application/json',
        status: unpaid === undefined ? 'waiting' : 'withheld',
        attempts: 0,
        nextAttemptAt: unpaid === undefined ? at : null,
        createdAt: at,
      });
      deps.forwarding.kick(callback.id);
    }
    return jsonReply(200, {});
  }

  return {
    name: 'a2a.push',
    method: 'POST',
    path: '/gateway/push/{id}',
    shape: 'problem',
    access: 'public',
    answer,
  };
}

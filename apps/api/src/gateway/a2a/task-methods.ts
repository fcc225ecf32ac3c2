import { printCredits } from '@telex-credits/money';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import { noAnswerError } from '../metering/no-answer.js';
import type { IncomingCall } from '../metering/route.js';
import type { TaskRecord, TaskRecords } from '../records/task-records.js';
import type { UpstreamResult, Upstreams } from '../upstream/upstreams.js';
import type { WholeReply } from '../wire/reply.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { askAgent } from './agent.js';
import { readReply } from './agent-reply.js';
import { type A2aRequest, RpcError, rpcCodes } from './envelope.js';
import { decode, field, textOf } from './json-spans.js';
import type { Ownership } from './ownership.js';
import { rpcResult } from './rpc-result.js';
import { normalState } from './states.js';
import type { TurnEnd, Turns } from './turns.js';

export interface TaskMethodDeps {
  readonly upstreams: Upstreams;
  readonly ownership: Ownership;
  readonly tasks: TaskRecords;
  readonly turns: Turns;
}

/** A method of somebody who was let in, about one module. */
export interface MethodCall {
  readonly call: IncomingCall;
  readonly request: A2aRequest;
  readonly identity: SpendingIdentity;
  readonly module: CallableModule;
}

const pageSizeMax = 100;
const pageSizeDefault = 50;

/** What this fetch settled, so that its reply says so; a fetch itself costs nothing. */
function chargedNow(ends: readonly TurnEnd[]): Record<string, string> {
  const news = ends.filter(({ now }) => now);
  const last = news.at(-1)?.settled;
  if (last === undefined) {
    return {};
  }
  const charged = news.reduce((sum, { settled }) => sum + settled.credits, 0n);
  return {
    'x-credits-charged': printCredits(charged),
    'x-usage-id': last.usageId,
    ...(last.available === null ? {} : { 'x-credits-balance': printCredits(last.available) }),
  };
}

/** The state as the method's protocol spells it. */
function spelledState(task: TaskRecord, request: A2aRequest): string {
  return request.protocol === '0.3'
    ? task.state
    : `TASK_STATE_${task.state.toUpperCase().replaceAll('-', '_')}`;
}

function pageSizeOf(request: A2aRequest): number {
  const span = field(request.params, 'pageSize');
  const wanted = span === undefined ? pageSizeDefault : decode(span);
  return typeof wanted === 'number' && Number.isInteger(wanted) && wanted > 0
    ? Math.min(wanted, pageSizeMax)
    : pageSizeDefault;
}

/** `tasks/get`, `tasks/cancel` and the list: they cost nothing and need ownership. */
export function createTaskMethods(deps: TaskMethodDeps) {
  /** A finished result is settled before it is delivered. */
  async function deliver(
    { module }: MethodCall,
    result: UpstreamResult & { kind: 'whole' },
  ): Promise<WholeReply> {
    const reply = readReply(result.body);
    const ends = reply.kind === 'task' ? await deps.turns.endTask(module.id, reply.task) : [];
    const unpaid = ends.find(({ settled }) => settled.refusal !== null)?.settled.refusal;
    if (unpaid) {
      // A finished result is charged before it is delivered.
      throw unpaid;
    }
    return {
      status: result.status,
      headers: { ...callerHeaders(result.headers), ...chargedNow(ends) },
      body: result.body,
    };
  }

  async function forward(method: MethodCall): Promise<WholeReply> {
    const { call, request, identity, module } = method;
    await deps.ownership.taskOf(request, module.id, identity.organisationId);
    const body = Buffer.from(request.text);
    const result = await askAgent(deps.upstreams, { call, module, body });
    if (result.kind !== 'whole') {
      throw noAnswerError(result);
    }
    return await deliver(method, result);
  }

  /** From our own records: an agent's list would show everybody's tasks. */
  async function list({ request, identity, module }: MethodCall): Promise<WholeReply> {
    const limit = pageSizeOf(request);
    const context = textOf(field(request.params, 'contextId'));
    const status = textOf(field(request.params, 'status'));
    const page = await deps.tasks.list({
      organisationId: identity.organisationId,
      moduleId: module.id,
      limit,
      cursor: textOf(field(request.params, 'pageToken')) ?? null,
    });
    const found = page.items
      .map(({ doc }) => doc)
      .filter((task) => context === undefined || task.contextId === context)
      .filter((task) => status === undefined || task.state === normalState(status));
    const tasks = found.map((task) => ({
      id: task.taskId,
      contextId: task.contextId ?? '',
      status: { state: spelledState(task, request), timestamp: task.updatedAt },
      ...(request.protocol === '0.3' ? { kind: 'task' } : {}),
    }));
    return rpcResult(request, {
      tasks,
      nextPageToken: page.nextCursor ?? '',
      pageSize: limit,
      totalSize: tasks.length,
    });
  }

  return {
    forward,
    deliver,
    list,
    /** The method that this gateway answers itself, with an error. */
    noCard({ request }: MethodCall): RpcError {
      return new RpcError(
        rpcCodes.noExtendedCard,
        'An extended agent card is not available through this gateway.',
        request.rpcId,
      );
    },
  };
}

export type TaskMethods = ReturnType<typeof createTaskMethods>;

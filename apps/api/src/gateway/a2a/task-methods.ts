import { printCredits } from '@telex-credits/money';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import { noAnswerError } from '../metering/no-answer.js';
import type { IncomingCall } from '../metering/route.js';
import type { TaskRecords } from '../records/task-records.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import type { UpstreamResult } from '../upstream/upstreams.js';
import type { WholeReply } from '../wire/reply.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { askAgent } from './agent.js';
import { readReply } from './agent-reply.js';
import { type A2aRequest, RpcError, rpcCodes } from './envelope.js';
import type { Ownership } from './ownership.js';
import { createTaskList } from './task-list.js';
import type { TurnEnd, Turns } from './turns.js';

export interface TaskMethodDeps {
  readonly moduleCalls: ModuleCalls;
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
    const { organisationId } = identity;
    await deps.ownership.taskOf(request, module.id, organisationId);
    const body = Buffer.from(request.text);
    const ask = { call, module, body, organisationId, usageId: null };
    const result = await askAgent(deps.moduleCalls, ask);
    if (result.kind !== 'whole') {
      throw noAnswerError(result);
    }
    return await deliver(method, result);
  }

  return {
    forward,
    deliver,
    list: createTaskList(deps.tasks),
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

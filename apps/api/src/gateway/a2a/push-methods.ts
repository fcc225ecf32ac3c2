import type { Seal } from '../../foundation/seal.js';
import type { AddressRules } from '../addresses/address-rules.js';
import { noAnswerError } from '../metering/no-answer.js';
import type { CallbackRecord, Callbacks } from '../records/callbacks.js';
import type { TaskRecord } from '../records/task-records.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import type { WholeReply } from '../wire/reply.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { askAgent } from './agent.js';
import type { CallbackMaker } from './callback-maker.js';
import { type A2aRequest, RpcError, rpcCodes } from './envelope.js';
import { field, textOf } from './json-spans.js';
import type { Ownership } from './ownership.js';
import { type PushTarget, setConfigs, withCallback } from './push-config.js';
import { allowedTarget } from './push-target.js';
import { rpcResult } from './rpc-result.js';
import type { MethodCall } from './task-methods.js';

export interface PushMethodDeps {
  readonly moduleCalls: ModuleCalls;
  readonly rules: AddressRules;
  readonly ownership: Ownership;
  readonly callbacks: Callbacks;
  readonly callbackMaker: CallbackMaker;
  readonly seal: Seal;
}

function saysError(body: Buffer): boolean {
  try {
    const reply: unknown = JSON.parse(body.toString('utf8'));
    return !(typeof reply === 'object' && reply !== null && 'result' in reply);
  } catch {
    return true;
  }
}

/** The configuration's id: `pushNotificationConfigId` in 0.3, `id` beside `taskId` in 1.0. */
function configIdOf(request: A2aRequest): string | undefined {
  const named = textOf(field(request.params, 'pushNotificationConfigId'));
  const beside =
    field(request.params, 'taskId') === undefined ? undefined : field(request.params, 'id');
  return named ?? textOf(beside);
}

function asPlain(config: unknown): Record<string, unknown> {
  return typeof config === 'object' && config !== null ? { ...config } : {};
}

/** Push configurations of a task: callers see their own, agents only ever see the gateway's. */
export function createPushMethods(deps: PushMethodDeps) {
  const { callbacks, seal } = deps;

  /** The caller's configuration as the method's protocol writes it. */
  function shown(request: A2aRequest, task: TaskRecord, callback: CallbackRecord): unknown {
    const target = JSON.parse(seal.open(callback.sealedTarget ?? '')) as PushTarget;
    const config = { ...asPlain(target.config), id: callback.configId };
    return request.protocol === '0.3'
      ? { taskId: task.taskId, pushNotificationConfig: config }
      : { ...config, taskId: task.taskId };
  }

  async function set({ call, request, identity, module }: MethodCall, task: TaskRecord) {
    const configs = setConfigs(request);
    const first = configs[0];
    if (first === undefined) {
      throw new RpcError(rpcCodes.invalidParams, 'The configuration needs a url.', request.rpcId);
    }
    const target = allowedTarget(deps.rules, first);
    const { organisationId } = identity;
    const wanted = { organisationId, moduleId: module.id, usageId: null, taskKey: task.id, target };
    const callback = await deps.callbackMaker.make(wanted);
    const body = withCallback(request, configs, callback);
    const ask = { call, module, body, organisationId, usageId: null };
    const result = await askAgent(deps.moduleCalls, ask);
    if (result.kind !== 'whole' || saysError(result.body)) {
      await callbacks.remove(callback.id);
    }
    if (result.kind !== 'whole') {
      throw noAnswerError(result);
    }
    const record = await callbacks.get(callback.id);
    if (record === undefined) {
      const { status, headers } = result;
      return { status, headers: callerHeaders(headers), body: result.body };
    }
    // Not the agent's answer: it repeats our callback with its token.
    return rpcResult(request, shown(request, task, record));
  }

  async function pick(request: A2aRequest, task: TaskRecord): Promise<CallbackRecord> {
    const wanted = configIdOf(request);
    const all = await callbacks.ofTask(task.id);
    const found = all.findLast(({ configId }) => wanted === undefined || configId === wanted);
    if (found === undefined) {
      const detail = 'The task has no such push configuration.';
      throw new RpcError(rpcCodes.invalidParams, detail, request.rpcId);
    }
    return found;
  }

  async function list(request: A2aRequest, task: TaskRecord): Promise<WholeReply> {
    const all = (await callbacks.ofTask(task.id)).map((one) => shown(request, task, one));
    return rpcResult(
      request,
      request.protocol === '0.3' ? all : { configs: all, nextPageToken: '' },
    );
  }

  return async (method: MethodCall): Promise<WholeReply> => {
    const { request, identity, module } = method;
    const task = await deps.ownership.taskOf(request, module.id, identity.organisationId);
    switch (request.method) {
      case 'push-set':
        return await set(method, task);
      case 'push-get':
        return rpcResult(request, shown(request, task, await pick(request, task)));
      case 'push-list':
        return await list(request, task);
      default:
        // The agent keeps pushing to us, which is how the call gets settled.
        await callbacks.silence((await pick(request, task)).id);
        return rpcResult(request, request.protocol === '0.3' ? null : {});
    }
  };
}

export type PushMethods = ReturnType<typeof createPushMethods>;

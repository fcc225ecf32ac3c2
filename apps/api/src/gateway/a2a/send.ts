import { AppError } from '../../foundation/app-error.js';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { AddressRules } from '../addresses/address-rules.js';
import type { GatewayDeps } from '../deps.js';
import type { Verdict } from '../metering/call-facts.js';
import type { CallEnd, IncomingCall, OpenCall, PricedRequest } from '../metering/route.js';
import { settleMarginMillis } from '../metering/spending-call.js';
import { priceCall } from '../prices/price-call.js';
import { wholeCalls } from '../prices/whole-calls.js';
import type { OpenCallRecord, OpenCalls } from '../records/open-calls.js';
import { type TaskRecords, taskKeyOf } from '../records/task-records.js';
import { refusalReply } from '../refusals/shapes.js';
import type { UpstreamResult, Upstreams } from '../upstream/upstreams.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { askAgent } from './agent.js';
import { type AgentReply, readReply } from './agent-reply.js';
import type { CallbackMaker } from './callback-maker.js';
import { type A2aRequest, askedBy, continuedTask, messageRefs } from './envelope.js';
import type { Ownership } from './ownership.js';
import { sendConfigs, targetOf, withCallback } from './push-config.js';
import { type TaskView, turnEnd, verdictOf } from './states.js';
import type { Turns } from './turns.js';

export interface SendDeps extends Pick<GatewayDeps, 'environment' | 'config' | 'logger'> {
  readonly upstreams: Upstreams;
  readonly rules: AddressRules;
  readonly ownership: Ownership;
  readonly openCalls: OpenCalls;
  readonly tasks: TaskRecords;
  readonly turns: Turns;
  readonly callbackMaker: CallbackMaker;
}

interface Sending {
  readonly call: IncomingCall;
  readonly request: A2aRequest;
  readonly identity: SpendingIdentity;
  readonly module: CallableModule;
  readonly open: OpenCall;
  readonly outputsBefore: number;
}

type Whole = UpstreamResult & { kind: 'whole' };

/** `message/send`: the method that costs credits. */
export function createSend(deps: SendDeps) {
  const { environment, turns, openCalls } = deps;

  function recordFor({ open, module, request, outputsBefore }: Sending): OpenCallRecord {
    const ends = environment.now().getTime() + module.timeLimitSeconds * 1000 + settleMarginMillis;
    return turns.open({
      facts: open.facts,
      upstreamUrl: module.upstreamUrl,
      protocol: request.protocol,
      // The hold was made a moment ago: taken as a little shorter than it is.
      holdEndsAt: new Date(ends - settleMarginMillis / 2).toISOString(),
      outputsBefore,
    });
  }

  /** The bytes to forward; where pushes are asked for, ours is the address, and the call is kept. */
  async function withOurCallback(sending: Sending): Promise<Buffer> {
    const { request, open, module } = sending;
    const configs = sendConfigs(request);
    const first = configs[0];
    if (first === undefined) {
      return Buffer.from(request.text);
    }
    await openCalls.insert(recordFor(sending));
    const callback = await deps.callbackMaker.make({
      organisationId: open.facts.organisationId,
      moduleId: module.id,
      usageId: open.facts.usageId,
      taskKey: null,
      target: targetOf(first),
    });
    return withCallback(request, configs, callback);
  }

  /** Settles through the call's record where there is one, because a push may have come before. */
  async function ended(sending: Sending, verdict: Verdict, result: Whole): Promise<CallEnd> {
    const { status, body } = result;
    const reply = { status, headers: callerHeaders(result.headers), body };
    const record = await openCalls.get(sending.open.facts.usageId);
    if (record === undefined) {
      return { kind: 'ended', verdict, reply };
    }
    const { settled } = await turns.end(record, verdict);
    const { requestId, rpcId } = sending.call;
    const { refusal } = settled;
    return {
      kind: 'settled',
      settled,
      reply:
        refusal === null ? reply : refusalReply('jsonrpc', { error: refusal, requestId, rpcId }),
    };
  }

  async function keepTask(sending: Sending, view: TaskView): Promise<string | null> {
    const { module, open } = sending;
    const { organisationId } = open.facts;
    const at = environment.now();
    const key = taskKeyOf(module.id, view.taskId);
    const ours = await deps.tasks.claim({
      id: key,
      moduleId: module.id,
      taskId: view.taskId,
      organisationId,
      contextId: view.contextId,
      state: view.state,
      outputs: view.outputs,
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
    });
    if (!ours) {
      deps.logger.warn({ moduleId: module.id }, 'an agent gave two organisations the same task id');
      return null;
    }
    return key;
  }

  /** False when the context is somebody else's. */
  async function keepContext(sending: Sending, contextId: string | null): Promise<boolean> {
    const { organisationId } = sending.open.facts;
    const moduleId = sending.module.id;
    const at = environment.now();
    return (
      contextId === null ||
      (await deps.tasks.claimContext({ moduleId, contextId, organisationId, at }))
    );
  }

  /** The task goes on: its call is kept, its hold extended and its end awaited. */
  async function goesOn(
    sending: Sending,
    task: { readonly key: string; readonly taskId: string },
    result: Whole,
  ): Promise<CallEnd> {
    const { usageId } = sending.open.facts;
    const reply = {
      status: result.status,
      headers: callerHeaders(result.headers),
      body: result.body,
    };
    const named = { taskKey: task.key, taskId: task.taskId };
    const before = await openCalls.get(usageId);
    if (before === undefined) {
      await openCalls.insert({ ...recordFor(sending), ...named });
    }
    const record = await openCalls.change(usageId, (doc) => ({ ...doc, ...named }));
    if (record !== undefined && record.status !== 'open') {
      // A push ended it before the agent's own answer arrived.
      return await ended(sending, turns.verdictFor(record, 'success', 0), result);
    }
    await deps.callbackMaker.bindCall(usageId, task.key);
    if (record !== undefined) {
      await turns.goesOn(record);
    }
    return { kind: 'goes_on', reply };
  }

  async function taskEnd(sending: Sending, view: TaskView, result: Whole): Promise<CallEnd> {
    const outcome = turnEnd(view.state);
    const key = await keepTask(sending, view);
    if (key === null) {
      return await ended(sending, verdictFor(sending, 'upstream_error', 0), result);
    }
    await keepContext(sending, view.contextId);
    if (outcome === undefined) {
      return await goesOn(sending, { key, taskId: view.taskId }, result);
    }
    const end = await ended(sending, verdictFor(sending, outcome, view.outputs), result);
    // Earlier messages to the same task end with it.
    await turns.endTask(sending.module.id, view);
    return end;
  }

  function verdictFor(sending: Sending, outcome: Verdict['outcome'], outputs: number): Verdict {
    return verdictOf(outcome, {
      price: sending.open.facts.priceVersion.price,
      creditPrice: deps.config.creditPrice,
      output: outputs > sending.outputsBefore,
      upstreamStatus: 200,
    });
  }

  async function endOf(sending: Sending, result: Whole): Promise<CallEnd> {
    const ok = result.status >= 200 && result.status < 300;
    const reply: AgentReply = ok ? readReply(result.body) : { kind: 'error' };
    switch (reply.kind) {
      case 'task':
        return await taskEnd(sending, reply.task, result);
      case 'message':
        await keepContext(sending, reply.contextId);
        return await ended(sending, verdictFor(sending, 'success', 1), result);
      default: {
        const verdict = verdictFor(sending, 'upstream_error', 0);
        return await ended(sending, { ...verdict, upstreamStatus: result.status }, result);
      }
    }
  }

  async function forward(sending: Sending): Promise<CallEnd> {
    const { call, module } = sending;
    const refs = messageRefs(sending.request);
    if (!(await keepContext(sending, refs.contextId ?? null))) {
      // Somebody else's first message with this context came in between.
      throw new AppError(404, 'task_not_found', 'Task not found');
    }
    const body = await withOurCallback(sending);
    const result = await askAgent(deps.upstreams, { call, module, body });
    switch (result.kind) {
      case 'whole':
        return await endOf(sending, result);
      case 'large':
        throw new Error('a reply that was to be refused was passed on');
      default:
        return { kind: 'no_answer', result };
    }
  }

  function checkTarget(request: A2aRequest): void {
    const configs = sendConfigs(request);
    for (const config of configs) {
      try {
        deps.rules.checkShape(targetOf(config).url);
      } catch (error) {
        const detail = error instanceof AppError ? error.detail : 'The address is not valid.';
        throw new AppError(400, 'push_url_not_allowed', `Push notifications: ${detail}`);
      }
    }
    // Two different addresses are refused here, before anything is held.
    withCallback(request, configs, { url: '', token: '' });
  }

  return async (
    call: IncomingCall,
    request: A2aRequest,
    spender: { readonly identity: SpendingIdentity; readonly module: CallableModule },
  ): Promise<PricedRequest> => {
    const { identity, module } = spender;
    await deps.ownership.checkMessage(request, module.id, identity.organisationId);
    checkTarget(request);
    const priced = priceCall({
      price: module.price.price,
      meter: { kind: 'call' },
      creditPrice: deps.config.creditPrice,
    });
    const continued = continuedTask(request);
    const task =
      continued === undefined
        ? undefined
        : await deps.tasks.owned(taskKeyOf(module.id, continued), identity.organisationId);
    return {
      kind: 'priced',
      worst: priced,
      creditPrice: null,
      affordable: (available) => wholeCalls(available, priced.credits),
      asked: askedBy(request),
      forward: (open) =>
        forward({ call, request, identity, module, open, outputsBefore: task?.outputs ?? 0 }),
    };
  };
}

export type Send = ReturnType<typeof createSend>;

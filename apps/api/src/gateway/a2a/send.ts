import { AppError } from '../../foundation/app-error.js';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { AddressRules } from '../addresses/address-rules.js';
import type { GatewayDeps } from '../deps.js';
import type { CallEnd, IncomingCall, PricedRequest } from '../metering/route.js';
import { worstOf } from '../prices/price-call.js';
import { wholeCalls } from '../prices/whole-calls.js';
import type { OpenCalls } from '../records/open-calls.js';
import { type TaskRecords, taskKeyOf } from '../records/task-records.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import { askAgent, openAgent } from './agent.js';
import type { CallbackMaker } from './callback-maker.js';
import type { Claims } from './claims.js';
import { type A2aRequest, askedBy, continuedTask, messageRefs } from './envelope.js';
import type { Ownership } from './ownership.js';
import { sendConfigs, targetOf, withCallback } from './push-config.js';
import { allowedTarget } from './push-target.js';
import type { SendEnds } from './send-ends.js';
import { recordOf, type Sending } from './sending.js';
import type { StreamEnds } from './stream-ends.js';

export interface SendDeps extends Pick<GatewayDeps, 'environment' | 'config'> {
  readonly moduleCalls: ModuleCalls;
  readonly rules: AddressRules;
  readonly ownership: Ownership;
  readonly openCalls: OpenCalls;
  readonly tasks: TaskRecords;
  readonly claims: Claims;
  readonly callbackMaker: CallbackMaker;
  readonly sendEnds: SendEnds;
  readonly streamEnds: StreamEnds;
}

/** Refuses addresses that must not be called, and two different ones, before anything is held. */
function checkTargets(request: A2aRequest, rules: AddressRules): void {
  const configs = sendConfigs(request);
  for (const config of configs) {
    allowedTarget(rules, config);
  }
  withCallback(request, configs, { url: '', token: '' });
}

/** `message/send` and `message/stream`: the methods that cost credits. */
export function createSend(deps: SendDeps) {
  const { environment } = deps;

  /** The bytes to forward; where pushes are asked for, ours is the address, and the call is kept. */
  async function withOurCallback(sending: Sending): Promise<Buffer> {
    const { request, open, module } = sending;
    const configs = sendConfigs(request);
    const first = configs[0];
    if (first === undefined) {
      return Buffer.from(request.text);
    }
    await deps.openCalls.insert(recordOf(sending, environment.now()));
    const callback = await deps.callbackMaker.make({
      organisationId: open.facts.organisationId,
      moduleId: module.id,
      usageId: open.facts.usageId,
      taskKey: null,
      target: targetOf(first),
    });
    return withCallback(request, configs, callback);
  }

  async function forward(sending: Sending): Promise<CallEnd> {
    const { call, module, open } = sending;
    const refs = messageRefs(sending.request);
    if (!(await deps.claims.keepContext(sending, refs.contextId ?? null))) {
      // Somebody else's first message with this context came in between.
      throw new AppError(404, 'task_not_found', 'Task not found');
    }
    const body = await withOurCallback(sending);
    const { organisationId, usageId } = open.facts;
    const ask = { call, module, body, organisationId, usageId };
    const result =
      sending.request.method === 'stream'
        ? await openAgent(deps.moduleCalls, ask)
        : await askAgent(deps.moduleCalls, ask);
    switch (result.kind) {
      case 'live':
        return deps.streamEnds(sending, result);
      case 'whole':
        return await deps.sendEnds(sending, result);
      case 'large':
        throw new Error('a reply that was to be refused was passed on');
      default:
        return { kind: 'no_answer', result };
    }
  }

  return async (
    call: IncomingCall,
    request: A2aRequest,
    spender: { readonly identity: SpendingIdentity; readonly module: CallableModule },
  ): Promise<PricedRequest> => {
    const { identity, module } = spender;
    await deps.ownership.checkMessage(request, module.id, identity.organisationId);
    checkTargets(request, deps.rules);
    const worst = worstOf(module.price.price);
    const continued = continuedTask(request);
    const task =
      continued === undefined
        ? undefined
        : await deps.tasks.owned(taskKeyOf(module.id, continued), identity.organisationId);
    return {
      kind: 'priced',
      worst,
      creditPrice: null,
      affordable: (available) => wholeCalls(available, worst.credits),
      asked: askedBy(request),
      forward: (open) =>
        forward({
          ...{ call, request, identity, module, open },
          outputsBefore: task?.outputs ?? 0,
          unitsBefore: task?.unitsCounted ?? 0,
        }),
    };
  };
}

export type Send = ReturnType<typeof createSend>;

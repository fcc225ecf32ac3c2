import type { GatewayDeps } from '../deps.js';
import type { Verdict } from '../metering/call-facts.js';
import type { CallEnd } from '../metering/route.js';
import type { OpenCalls } from '../records/open-calls.js';
import { refusalReply } from '../refusals/shapes.js';
import type { UpstreamResult } from '../upstream/upstreams.js';
import type { WholeReply } from '../wire/reply.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { type AgentReply, readReply } from './agent-reply.js';
import type { CallbackMaker } from './callback-maker.js';
import type { Claims } from './claims.js';
import type { KeepGoing } from './keep-going.js';
import { recordOf, type Sending } from './sending.js';
import { type TaskView, turnEnd, verdictOf } from './states.js';
import type { Turns } from './turns.js';

type Whole = UpstreamResult & { kind: 'whole' };

function replyOf({ status, headers, body }: Whole): WholeReply {
  return { status, headers: callerHeaders(headers), body };
}

/** What an agent's answer to `message/send` means for the call. */
export function createSendEnds(
  deps: Pick<GatewayDeps, 'environment' | 'config'> & {
    readonly openCalls: OpenCalls;
    readonly turns: Turns;
    readonly keepGoing: KeepGoing;
    readonly claims: Claims;
    readonly callbackMaker: CallbackMaker;
  },
) {
  const { environment, turns, openCalls, claims } = deps;

  function verdictFor(sending: Sending, outcome: Verdict['outcome'], outputs: number): Verdict {
    return verdictOf(outcome, {
      price: sending.open.facts.priceVersion.price,
      creditPrice: deps.config.creditPrice,
      output: outputs > sending.outputsBefore,
      upstreamStatus: 200,
    });
  }

  /** Settles through the call's record where there is one, because a push may have come before. */
  async function ended(sending: Sending, verdict: Verdict, result: Whole): Promise<CallEnd> {
    const reply = replyOf(result);
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

  /** The task goes on: its call is kept, its hold extended and its end awaited. */
  async function goesOn(
    sending: Sending,
    task: { readonly key: string; readonly taskId: string },
    result: Whole,
  ): Promise<CallEnd> {
    const { usageId } = sending.open.facts;
    const reply = replyOf(result);
    const named = { taskKey: task.key, taskId: task.taskId };
    const before = await openCalls.get(usageId);
    if (before === undefined) {
      await openCalls.insert({ ...recordOf(sending, environment.now()), ...named });
    }
    const record = await openCalls.change(usageId, (doc) => ({ ...doc, ...named }));
    if (record !== undefined && record.status !== 'open') {
      // A push ended it before the agent's own answer arrived.
      return await ended(sending, turns.verdictFor(record, 'success', 0), result);
    }
    await deps.callbackMaker.bindCall(usageId, task.key);
    if (record !== undefined) {
      await deps.keepGoing(record);
    }
    return { kind: 'goes_on', reply };
  }

  async function taskEnd(sending: Sending, view: TaskView, result: Whole): Promise<CallEnd> {
    const outcome = turnEnd(view.state);
    const key = await claims.keepTask(sending, view);
    if (key === null) {
      return await ended(sending, verdictFor(sending, 'upstream_error', 0), result);
    }
    await claims.keepContext(sending, view.contextId);
    if (outcome === undefined) {
      return await goesOn(sending, { key, taskId: view.taskId }, result);
    }
    const end = await ended(sending, verdictFor(sending, outcome, view.outputs), result);
    // Earlier messages to the same task end with it.
    await turns.endTask(sending.module.id, view);
    return end;
  }

  return async (sending: Sending, result: Whole): Promise<CallEnd> => {
    const ok = result.status >= 200 && result.status < 300;
    const reply: AgentReply = ok ? readReply(result.body) : { kind: 'error' };
    switch (reply.kind) {
      case 'task':
        return await taskEnd(sending, reply.task, result);
      case 'message':
        await claims.keepContext(sending, reply.contextId);
        return await ended(sending, verdictFor(sending, 'success', 1), result);
      default: {
        const verdict = verdictFor(sending, 'upstream_error', 0);
        return await ended(sending, { ...verdict, upstreamStatus: result.status }, result);
      }
    }
  };
}

export type SendEnds = ReturnType<typeof createSendEnds>;

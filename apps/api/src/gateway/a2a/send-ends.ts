import type { GatewayDeps } from '../deps.js';
import type { Verdict } from '../metering/call-facts.js';
import type { CallEnd } from '../metering/route.js';
import { unlessLedgerAway } from '../metering/unless-ledger-away.js';
import { refusalReply } from '../refusals/shapes.js';
import type { UpstreamResult } from '../upstream/upstreams.js';
import type { WholeReply } from '../wire/reply.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { type AgentReply, readReply } from './agent-reply.js';
import type { Claims } from './claims.js';
import type { OpenTurn } from './open-turn.js';
import type { Sending } from './sending.js';
import { saidBy, silent, type TaskView, turnEnd } from './states.js';
import type { Turns } from './turns.js';

type Whole = UpstreamResult & { kind: 'whole' };

function replyOf({ status, headers, body }: Whole): WholeReply {
  return { status, headers: callerHeaders(headers), body };
}

/** What an agent's answer to `message/send` means for the call. */
export function createSendEnds(
  deps: Pick<GatewayDeps, 'environment'> & {
    readonly turns: Turns;
    readonly claims: Claims;
    readonly openTurn: OpenTurn;
  },
) {
  const { environment, turns, claims, openTurn } = deps;
  const { verdictFor } = openTurn;

  /** Settles through the call's record where there is one, because a push may have come before. */
  async function ended(sending: Sending, verdict: Verdict, result: Whole): Promise<CallEnd> {
    const reply = replyOf(result);
    const settled = await openTurn.settleKept(sending, verdict);
    if (settled === undefined) {
      return { kind: 'ended', verdict, reply };
    }
    const { requestId, rpcId } = sending.call;
    const { refusal } = settled;
    return {
      kind: 'settled',
      settled,
      reply:
        refusal === null ? reply : refusalReply('jsonrpc', { error: refusal, requestId, rpcId }),
    };
  }

  async function goesOn(
    sending: Sending,
    task: { readonly key: string; readonly view: TaskView },
    result: Whole,
  ): Promise<CallEnd> {
    const { key, view } = task;
    const named = { key, taskId: view.taskId };
    const before = await openTurn.keep(sending, named, environment.now());
    // A push may have ended it before the agent's own answer arrived.
    return before === undefined
      ? { kind: 'goes_on', reply: replyOf(result) }
      : await ended(sending, turns.verdictFor(before, 'success', view), result);
  }

  async function taskEnd(sending: Sending, view: TaskView, result: Whole): Promise<CallEnd> {
    const outcome = turnEnd(view.state);
    const key = await claims.keepTask(sending, view);
    if (key === null) {
      return await ended(sending, verdictFor(sending, 'upstream_error', silent), result);
    }
    await claims.keepContext(sending, view.contextId);
    if (outcome === undefined) {
      return await goesOn(sending, { key, view }, result);
    }
    const verdict = await openTurn.verdictOn(sending, outcome, { key, view });
    const end = await ended(sending, verdict, result);
    // Earlier messages to the same task end with it.
    await unlessLedgerAway(turns.endTask(sending.module.id, view));
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
        return await ended(sending, verdictFor(sending, 'success', saidBy(sending, reply)), result);
      default: {
        const verdict = verdictFor(sending, 'upstream_error', silent);
        return await ended(sending, { ...verdict, upstreamStatus: result.status }, result);
      }
    }
  };
}

export type SendEnds = ReturnType<typeof createSendEnds>;

import type { AppError } from '../../foundation/app-error.js';
import type { GatewayDeps } from '../deps.js';
import type { Admission } from '../rates/admission.js';
import type { UnsettledCalls } from '../records/unsettled-calls.js';
import { refusalReply } from '../refusals/shapes.js';
import { sendReply, type WholeReply } from '../wire/reply.js';
import type { CallFacts, Verdict } from './call-facts.js';
import { createEndStream } from './end-stream.js';
import { noAnswerError } from './no-answer.js';
import type { StreamLimits } from './pass-stream.js';
import type { RecordLoss } from './record-loss.js';
import { type CallEnd, noAnswerOutcome } from './route.js';
import type { Settled, Settler } from './settle.js';
import type { SpendingCall } from './spending-call.js';
import { withFacts } from './with-facts.js';

/** A refusal in the route's shape. */
export function failed({ route, call }: SpendingCall, error: AppError): WholeReply {
  const { requestId, rpcId } = call;
  return refusalReply(route.shape, { error, requestId, rpcId });
}

/** The one exit of every call that was held: each way to end comes through here, once. */
export function createConclude(
  deps: Pick<GatewayDeps, 'environment' | 'logger' | 'ledger'> & {
    readonly settler: Settler;
    readonly unsettled: UnsettledCalls;
    readonly recordLoss: RecordLoss;
    readonly streamLimits: StreamLimits;
    readonly admission: Pick<Admission, 'abandoned'>;
  },
) {
  const { environment, logger, settler } = deps;

  /** Settles; where it stays unknown what the ledger did, a job goes on and the caller is served. */
  async function settleOrKeep(facts: CallFacts, verdict: Verdict): Promise<Settled | undefined> {
    try {
      const settled = await settler.settle(facts, verdict);
      if (!settled.paid) {
        await deps.recordLoss(facts, verdict);
      }
      return settled;
    } catch (error) {
      logger.error({ err: error, usageId: facts.usageId }, 'a call is settled later');
      await deps.unsettled.keep(facts, verdict, environment.now());
      return undefined;
    }
  }

  async function endWhole(
    spending: SpendingCall,
    facts: CallFacts,
    end: { readonly verdict: Verdict; readonly reply: WholeReply },
  ): Promise<void> {
    const { res } = spending.call;
    const gone = res.destroyed && !res.writableEnded;
    const { verdict } = end;
    const outcome = gone && verdict.outcome === 'success' ? 'caller_went_away' : verdict.outcome;
    const settled = await settleOrKeep(facts, { ...verdict, outcome });
    sendReply(res, withFacts(end.reply, facts, settled));
  }

  const endStream = createEndStream(deps, settleOrKeep);

  return async (spending: SpendingCall, facts: CallFacts, end: CallEnd): Promise<void> => {
    const { res } = spending.call;
    switch (end.kind) {
      case 'ended':
        return await endWhole(spending, facts, end);
      case 'no_answer': {
        const outcome = noAnswerOutcome[end.result.kind];
        const upstreamStatus = end.result.kind === 'cut_short' ? end.result.status : null;
        const reply = failed(spending, noAnswerError(end.result));
        const verdict: Verdict = { outcome, priced: null, upstreamStatus };
        return await endWhole(spending, facts, { verdict, reply });
      }
      case 'stream':
        return await endStream(spending, facts, end);
      case 'goes_on': {
        const headers = { ...end.reply.headers, 'x-credits-charged': '0' };
        return sendReply(res, withFacts({ ...end.reply, headers }, facts, undefined));
      }
      case 'settled':
        return sendReply(res, withFacts(end.reply, facts, end.settled));
    }
  };
}

export type Conclude = ReturnType<typeof createConclude>;

import { AppError } from '../../foundation/app-error.js';
import type { GatewayDeps } from '../deps.js';
import type { CallFacts, Verdict } from './call-facts.js';
import { type Conclude, failed } from './conclude.js';
import type { Reserve } from './reserve.js';
import type { CallEnd } from './route.js';
import type { Settler } from './settle.js';
import type { SpendingCall } from './spending-call.js';

/** Runs calls that cost credits: hold, forward, settle, reply, in this order and once each. */
export function createSpend(
  deps: Pick<GatewayDeps, 'logger'> & {
    readonly reserve: Reserve;
    readonly conclude: Conclude;
    readonly settler: Settler;
  },
) {
  const { logger, settler } = deps;

  async function forward(spending: SpendingCall, facts: CallFacts): Promise<CallEnd> {
    const { call, request } = spending;
    if (call.res.destroyed) {
      const verdict: Verdict = { outcome: 'caller_went_away', priced: null, upstreamStatus: null };
      return { kind: 'ended', verdict, reply: { status: 499, headers: {}, body: Buffer.alloc(0) } };
    }
    try {
      const settle = (verdict: Verdict) => settler.settle(facts, verdict);
      return await request.forward({ facts, settle });
    } catch (error) {
      const known = error instanceof AppError;
      if (!known) {
        logger.error({ err: error, requestId: call.requestId }, 'a call failed in the gateway');
      }
      const shown = known
        ? error
        : new AppError(
            500,
            'internal_error',
            'Something went wrong on our side. Nothing was charged.',
          );
      const verdict: Verdict = { outcome: 'not_reached', priced: null, upstreamStatus: null };
      return { kind: 'ended', verdict, reply: failed(spending, shown) };
    }
  }

  return async (spending: SpendingCall): Promise<void> => {
    const facts = await deps.reserve(spending);
    await deps.conclude(spending, facts, await forward(spending, facts));
  };
}

export type Spend = ReturnType<typeof createSpend>;

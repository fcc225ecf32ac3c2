import type { GatewayDeps } from '../deps.js';
import type { Admission } from '../rates/admission.js';
import type { CallFacts, Verdict } from './call-facts.js';
import { createKeepHeld } from './keep-held.js';
import { passStream, type StreamLimits } from './pass-stream.js';
import type { PassedStream } from './route.js';
import type { SpendingCall } from './spending-call.js';
import { type StreamExit, type StreamMeter, seenBy } from './stream-meter.js';
import { withFacts } from './with-facts.js';

/** Makes the exit of streams; `settle` is the layer's own, for whole replies and streams alike. */
export function createEndStream(
  deps: Pick<GatewayDeps, 'environment' | 'logger' | 'ledger'> & {
    readonly streamLimits: StreamLimits;
    readonly admission: Pick<Admission, 'abandoned'>;
  },
  settle: (facts: CallFacts, verdict: Verdict) => Promise<unknown>,
) {
  const { logger } = deps;

  /** What a stream costs. A fault of ours costs nothing; the hold is released. */
  async function streamVerdict(
    facts: CallFacts,
    meter: StreamMeter,
    { exit, gone }: { readonly exit: StreamExit; readonly gone: boolean },
  ): Promise<Verdict | null> {
    try {
      return await meter.settle(exit, gone);
    } catch (error) {
      logger.error({ err: error, usageId: facts.usageId }, 'a stream could not be metered');
      return { outcome: 'not_reached', priced: null, upstreamStatus: null };
    }
  }

  /** End, break, time limit, caller gone and cut all come through here, once. */
  return async function endStream(
    spending: SpendingCall,
    facts: CallFacts,
    end: PassedStream,
  ): Promise<void> {
    const { source, meter } = end;
    const { res } = spending.call;
    const head = { status: source.status, headers: end.headers, body: Buffer.alloc(0) };
    if (!res.destroyed) {
      res.writeHead(head.status, { ...withFacts(head, facts, undefined).headers });
      res.flushHeaders();
    }
    const keepHeld = createKeepHeld(deps, facts, spending.module.timeLimitSeconds);
    const passed = await passStream({
      ...{ res, source, meter, keepHeld, limits: deps.streamLimits },
      onBreak(error) {
        logger.info({ err: error, usageId: facts.usageId }, 'a stream broke off');
      },
    });
    const verdict = await streamVerdict(facts, meter, passed);
    if (passed.exit === 'caller_left' && verdict?.priced === null) {
      deps.admission.abandoned(facts.identityId);
    }
    if (verdict !== null) {
      await settle(facts, passed.exit === 'ended' ? seenBy(passed.gone, verdict) : verdict);
    }
  };
}

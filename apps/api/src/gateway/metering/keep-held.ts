import type { GatewayDeps } from '../deps.js';
import { type CallFacts, holdIdOf } from './call-facts.js';
import { settleMarginMillis } from './spending-call.js';
import { submitOnce } from './submit-once.js';

/** How far the hold of a stream that runs on is extended. */
const extendMillis = 10 * 60_000;

/**
 * Keeps a running stream's credits held: the hold lives as long as the module's time limit and a
 * margin, and is extended where a stream that its caller reads slowly gets close to that.
 */
export function createKeepHeld(
  deps: Pick<GatewayDeps, 'ledger' | 'environment'>,
  facts: CallFacts,
  timeLimitSeconds: number,
): () => Promise<void> {
  const { ledger, environment } = deps;
  let endsAt = Date.parse(facts.startedAt) + timeLimitSeconds * 1000 + settleMarginMillis;

  return async () => {
    const now = environment.now().getTime();
    if (now + settleMarginMillis / 2 < endsAt) {
      return;
    }
    endsAt = now + extendMillis;
    const expiresAt = new Date(endsAt).toISOString();
    const id = environment.newId('ext');
    const holdId = holdIdOf(facts.usageId);
    // Where the hold cannot be extended, the call is charged late, as any other: the stream goes on.
    await submitOnce(ledger, { type: 'extend', id, holdId, expiresAt }).catch(() => undefined);
  };
}

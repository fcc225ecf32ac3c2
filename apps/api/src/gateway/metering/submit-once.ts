import { setTimeout as delay } from 'node:timers/promises';
import type { Operation, Result } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';

const attempts = 5;
const firstPauseMillis = 20;

function inDoubt(result: Result | undefined): boolean {
  return (
    result === undefined ||
    (!result.ok && (result.refusal.code === 'unknown' || result.refusal.code === 'overloaded'))
  );
}

/**
 * Submits one operation until it is known what its id did, a bounded number of times. The same id is
 * never worked twice; where it was worked before with another body (two ends of one call met), that
 * first result is the answer. May still answer `unknown` or `overloaded` at the end.
 */
export async function submitOnce(ledger: LedgerStore, operation: Operation): Promise<Result> {
  let result: Result | undefined;
  for (let attempt = 0; attempt < attempts && inDoubt(result); attempt += 1) {
    if (attempt > 0) {
      await delay(firstPauseMillis * 2 ** attempt);
    }
    [result] = await ledger.submit([operation]);
    if (
      result !== undefined &&
      !result.ok &&
      result.refusal.code === 'id_reused_with_different_body'
    ) {
      result = await ledger.outcome(operation.id);
    }
  }
  return result ?? { ok: false, refusal: { code: 'unknown' }, replayed: false };
}

import type { Entry } from '@telex-credits/ledger';
import type { LedgerReader } from '@telex-credits/store';

const mostAttempts = 1000;

/** What the gateway calls its charges after a hold's end, see docs/gateway.md. */
function lateId(usageId: string, attempt: number): string {
  return attempt === 0 ? `${usageId}_late` : `${usageId}_late${attempt + 1}`;
}

/**
 * The entry that ended a call. Most have the call's own id; one that was charged after its hold had
 * ended has a derived one, and callers may still ask by the id that they were given first.
 */
export async function callEnd(
  ledger: Pick<LedgerReader, 'entry' | 'outcome'>,
  usageId: string,
): Promise<Entry | undefined> {
  const own = await ledger.entry(usageId);
  if (own !== undefined || (await ledger.outcome(usageId)) === undefined) {
    return own;
  }
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const late = await ledger.outcome(lateId(usageId, attempt));
    if (late === undefined || late.ok) {
      return late?.entry ?? (await ledger.entry(`${usageId}_loss`));
    }
  }
  return undefined;
}

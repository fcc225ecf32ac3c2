import type { Entry } from '@telex-credits/ledger';
import type { LedgerReader } from '@telex-credits/store';

/** Every entry of a time range, oldest first. */
export async function* entriesBetween(
  ledger: Pick<LedgerReader, 'entries'>,
  range: { readonly from: string; readonly to: string },
): AsyncGenerator<Entry> {
  let afterSeq = 0;
  for (;;) {
    const page = await ledger.entries({ ...range, afterSeq, order: 'oldest_first', limit: 500 });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) {
      return;
    }
    afterSeq = last.seq;
  }
}

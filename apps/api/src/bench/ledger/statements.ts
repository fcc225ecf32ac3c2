import type { LedgerReader } from '@telex-credits/store';
import { readStatement } from '../../modules/wallet/statement.js';
import { percentile } from '../statistics.js';

/** Times of one page of 50 postings of one long statement, median and slowest of many, in ms. */
export interface StatementFigures {
  /** Entries of the wallet whose statement is read. */
  readonly entries: number;
  readonly pages: readonly {
    readonly page: string;
    readonly medianMs: number;
    readonly maxMs: number;
  }[];
}

/** How often each page is read. */
const repetitions = 50;

/** Reads pages at the newest end, in the middle and at the oldest end, and with filters. */
export async function measureStatement(
  ledger: LedgerReader,
  walletId: string,
): Promise<StatementFigures> {
  const { first, last, entries } = await boundsOf(ledger, walletId);
  const at = (share: number) => ({ cursor: String(Math.round(first + (last - first) * share)) });
  const all = { limit: 50, show: 'postings' } as const;
  const asked = {
    newest: all,
    'a tenth back': { ...all, ...at(0.9) },
    middle: { ...all, ...at(0.5) },
    oldest: { ...all, ...at(0.001) },
    'of one module, middle': { ...all, ...at(0.5), moduleId: 'mod_0benchmark0000000000001' },
    'of purchases': { ...all, type: 'grant' },
    'of a key without calls': { ...all, keyId: 'key_0nothing000000000000001' },
  } as const;
  const pages: StatementFigures['pages'][number][] = [];
  for (const [page, query] of Object.entries(asked)) {
    const times: number[] = [];
    for (let count = 0; count < repetitions; count += 1) {
      const start = performance.now();
      await readStatement(ledger, walletId, query);
      times.push(performance.now() - start);
    }
    const sorted = Float64Array.from(times).sort();
    const shown = (time: number) => Number(time.toPrecision(3));
    pages.push({
      page,
      medianMs: shown(percentile(sorted, 0.5)),
      maxMs: shown(percentile(sorted, 1)),
    });
  }
  return { entries, pages };
}

async function boundsOf(ledger: LedgerReader, walletId: string) {
  const [oldest] = await ledger.entries({ walletId, order: 'oldest_first', limit: 1 });
  const [newest] = await ledger.entries({ walletId, order: 'newest_first', limit: 1 });
  const wallet = await ledger.wallet(walletId);
  // Every entry of a wallet raises its version by one.
  return { first: oldest?.seq ?? 1, last: newest?.seq ?? 1, entries: wallet?.version ?? 0 };
}

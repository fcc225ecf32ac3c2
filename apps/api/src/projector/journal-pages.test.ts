import { ModelLedger } from '@telex-credits/ledger-testkit';
import type { EntryQuery, LedgerReader } from '@telex-credits/store';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createJournalPages, journalPages } from './journal-pages.js';

describe('pages of the journal', () => {
  let ledger: ModelLedger;
  let asked: EntryQuery[];
  let source: Pick<LedgerReader, 'entries'>;
  let opened = 0;

  beforeEach(() => {
    ledger = new ModelLedger({ now: () => new Date('2026-11-25T00:00:00Z'), baseCurrency: 'USD' });
    asked = [];
    source = {
      entries(query) {
        asked.push(query);
        return ledger.entries(query);
      },
    };
  });

  async function commit(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      opened += 1;
      await ledger.submit([{ type: 'open', id: `open:${opened}`, walletId: `org_${opened}` }]);
    }
  }
  const seqs = (entries: readonly { readonly seq: number }[]) => entries.map(({ seq }) => seq);

  it('are read once for all who follow, and are the very same entries', async () => {
    await commit(5);
    const pages = createJournalPages(source);
    const [one, two] = await Promise.all([pages.after(0, 10), pages.after(0, 10)]);
    const three = await pages.after(2, 2);
    expect([seqs(one), seqs(two), seqs(three)]).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5],
      [3, 4],
    ]);
    expect(three[0]).toBe(one[2]);
    expect(asked).toHaveLength(1);
  });

  it('are shared by the ledger that they are of', () => {
    expect(journalPages(source)).toBe(journalPages(source));
    expect(journalPages({ entries: source.entries })).not.toBe(journalPages(source));
  });

  it('leave nothing out and repeat nothing, wherever followers stand and whatever comes meanwhile', async () => {
    const step = fc.oneof(
      fc.record({ commits: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ who: fc.integer({ min: 0, max: 2 }), limit: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ again: fc.integer({ min: 0, max: 2 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        ledger = new ModelLedger({ now: () => new Date(0), baseCurrency: 'USD' });
        const followers = startFollowers();
        const running: Promise<void>[] = [];
        for (const one of steps) {
          if ('commits' in one) {
            await commit(one.commits);
          } else if ('who' in one) {
            running.push(followers.step(one.who, one.limit));
          } else {
            followers.seen[one.again] = [];
          }
        }
        await Promise.all(running);
        await followers.reach(await ledger.lastSeq());
        const all = Array.from({ length: await ledger.lastSeq() }, (_, at) => at + 1);
        expect(followers.seen).toEqual([all, all, all]);
      }),
      { numRuns: 200 },
    );
  });

  /** Three that read pages at their own pace and keep what they saw. */
  function startFollowers() {
    const pages = createJournalPages(source, 6);
    const seen: number[][] = [[], [], []];
    const step = async (who: number, limit: number) => {
      const own = seen[who] ?? [];
      const at = own.at(-1) ?? 0;
      const page = await pages.after(at, limit);
      if ((own.at(-1) ?? 0) === at) {
        own.push(...seqs(page));
      }
    };
    const reach = async (last: number) => {
      for (const who of seen.keys()) {
        while ((seen[who]?.at(-1) ?? 0) < last) {
          await step(who, 3);
        }
      }
    };
    return { seen, step, reach };
  }
});

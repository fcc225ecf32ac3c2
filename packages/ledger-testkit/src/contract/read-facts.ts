import type { Entry } from '@telex-credits/ledger';
import type { LedgerReader, LedgerStore } from '@telex-credits/store';
import type { LedgerFacts } from '../invariants.js';

async function allEntries(store: LedgerReader): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const afterSeq = entries.at(-1)?.seq ?? 0;
    const page = await store.entries({ afterSeq, order: 'oldest_first', limit: 500 });
    if (page.length === 0) {
      return entries;
    }
    entries.push(...page);
  }
}

/** Works an operation in every wallet, so that an engine ends what is due there. */
async function sweep(store: LedgerStore, entries: readonly Entry[]): Promise<void> {
  const cause = `sweep ${entries.length}`;
  for (const { operation } of entries) {
    if (operation.type === 'open') {
      const { walletId } = operation;
      const id = `${cause} ${walletId}`;
      await store.submit([
        { type: 'freeze', id: `${id} on`, walletId, cause },
        { type: 'unfreeze', id: `${id} off`, walletId, cause },
      ]);
    }
  }
}

async function each<T>(
  ids: Iterable<string>,
  read: (id: string) => Promise<T | undefined>,
): Promise<T[]> {
  const found: T[] = [];
  for (const id of ids) {
    const one = await read(id);
    if (one === undefined) {
      throw new Error(`the store does not know ${id} any more`);
    }
    found.push(one);
  }
  return found;
}

/** Reads a whole ledger through its port, so that any store can be checked from outside. */
export async function readFacts(store: LedgerStore): Promise<LedgerFacts> {
  await sweep(store, await allEntries(store));
  const entries = await allEntries(store);
  const idsOf = (isOne: (entry: Entry) => boolean, idOf: (entry: Entry) => string | null) =>
    entries.filter(isOne).map((entry) => idOf(entry) ?? '');
  const isLot = ({ operation }: Entry) =>
    operation.type === 'grant' || (operation.type === 'adjust' && operation.credits > 0n);
  return {
    entries,
    wallets: await each(
      idsOf(
        ({ type }) => type === 'open',
        ({ walletId }) => walletId,
      ),
      (id) => store.wallet(id),
    ),
    lots: await each(
      idsOf(isLot, ({ id }) => id),
      (id) => store.lot(id),
    ),
    holds: await each(
      idsOf(
        ({ type }) => type === 'hold',
        ({ id }) => id,
      ),
      (id) => store.hold(id),
    ),
    payouts: await each(
      idsOf(
        ({ type }) => type === 'reserve',
        ({ id }) => id,
      ),
      (id) => store.payout(id),
    ),
    balances: (await store.balances('')).filter(({ balance }) => balance !== 0n),
  };
}

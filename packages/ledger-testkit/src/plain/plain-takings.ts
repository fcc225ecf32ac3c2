import type { PlainBooks } from './plain-books.js';
import { type PlainLot, type TakenCoin, turn } from './plain-lot.js';

/** Notes that coins were taken that nobody had spent or lost. */
export function takeFree(lot: PlainLot, count: number): void {
  for (let coin = 0; coin < count; coin += 1) {
    lot.taken.push({ from: 'free', batch: null });
  }
}

type Batch = NonNullable<TakenCoin['batch']>;

/** The newest batch, where the lot has lost nothing since, or a new one. */
export function batchOfLost(lot: PlainLot, lost: number): Batch {
  const last = lot.taken.at(-1)?.batch;
  const same =
    last?.breakage === lot.breakage + (last ? share(last) : 0n) && last.lost - last.taken === lost;
  return last && same ? last : { breakage: lot.breakage, lost, taken: 0 };
}

const share = ({ breakage, taken, lost }: Batch): bigint =>
  (breakage * BigInt(taken)) / BigInt(lost);

/** Takes more coins (or fewer) in a batch; says by how much the breakage taken grows. */
export function growBatch(batch: Batch, coins: number): bigint {
  const before = share(batch);
  batch.taken += coins;
  return share(batch) - before;
}

/** Undoes the last coin that was taken; says what it is again. */
export function giveBackCoin(lot: PlainLot, books: PlainBooks): TakenCoin['from'] {
  const coin = lot.taken.pop();
  if (coin === undefined) {
    throw new Error(`the model took no coin of ${lot.grant.id}`);
  }
  const { from, batch } = coin;
  turn(lot, 1, 'reversed', from);
  if (batch === null) {
    giveFree(lot, books);
    return from;
  }
  const breakage = -growBatch(batch, -1);
  lot.breakage += breakage;
  books.post('credits:reversed', `credits:${from}`, 'CREDIT', 1n);
  books.post('fx', 'breakage', 'USD', breakage);
  return from;
}

/** The coin that left last comes back, and the bit of basis that it had released. */
function giveFree(lot: PlainLot, books: PlainBooks): void {
  const size = BigInt(lot.coins.length);
  const { basis, walletId } = lot.grant;
  const before = (basis * BigInt(lot.gone)) / size;
  lot.gone -= 1;
  books.post('credits:reversed', `wallet:${walletId}`, 'CREDIT', 1n);
  books.post('fx', 'deferred_revenue', 'USD', before - (basis * BigInt(lot.gone)) / size);
}

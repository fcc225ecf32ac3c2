import { setTimeout as sleep } from 'node:timers/promises';
import type { Model } from 'mongoose';
import type { HeadRow } from './rows.js';

/** The document beside the head that says whose turn it is. */
export const turnId = 'turn';

/** Numbers as at a counter: `next` is drawn, `serving` has its turn. */
export interface TurnRow {
  readonly _id: string;
  readonly next: number;
  readonly serving: number;
}

/** An engine that died with its turn loses it after this time. */
const leaseMs = 2000;
const pollMs = { least: 1, spread: 4 };

/**
 * Lets engines that write at the same time take turns, first come, first served, so that none loses
 * its work to another again and again. Only good manners: a batch is safe without a turn, and an
 * engine that cannot have one goes on without.
 */
export class Turns {
  readonly #model: Model<TurnRow>;
  readonly #random: () => number;

  constructor(head: Model<HeadRow>, random: () => number) {
    // The same collection, so that one read shows the head and who waits.
    this.#model = head as unknown as Model<TurnRow>;
    this.#random = random;
  }

  /** Waits for a turn, at most until `giveUpAt`; answers how to end it. */
  async take(giveUpAt: number): Promise<() => Promise<void>> {
    try {
      const before = await this.#model
        .findOneAndUpdate({ _id: turnId }, { $inc: { next: 1, serving: 0 } }, { upsert: true })
        .lean<TurnRow>();
      const ticket = before?.next ?? 0;
      await this.#wait(ticket, giveUpAt);
      return () => this.#serve(ticket + 1);
    } catch {
      // Whatever ails the server, the batch itself will meet it, and say so.
      return async () => undefined;
    }
  }

  async #wait(ticket: number, giveUpAt: number): Promise<void> {
    let [served, since] = [-1, performance.now()];
    while (performance.now() < giveUpAt) {
      const serving = (await this.#model.findById(turnId).lean<TurnRow>())?.serving ?? ticket;
      if (serving >= ticket) {
        return;
      }
      if (serving !== served) {
        [served, since] = [serving, performance.now()];
      } else if (performance.now() - since > leaseMs) {
        await this.#serve(serving + 1);
      }
      await sleep(pollMs.least + this.#random() * pollMs.spread);
    }
  }

  /** Never goes back. */
  async #serve(ticket: number): Promise<void> {
    const filter = { _id: turnId, serving: { $lt: ticket } };
    await this.#model.updateOne(filter, { $set: { serving: ticket } }).catch(() => undefined);
  }
}

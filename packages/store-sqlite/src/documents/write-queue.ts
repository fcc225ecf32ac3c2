import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database.js';
import { isBusy, isConstraint } from '../sqlite-error.js';

/** How long a write waits in all for other connections before it fails. */
const patienceMs = 10_000;

interface Job {
  /** Does the write; answers how to tell its caller once it is durable. */
  readonly work: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Gathers the writes of one turn of the event loop into one transaction, so that they share one
 * disk flush. When another connection holds the lock it tries again after letting the event loop
 * turn: the holder may be better-auth in this very thread, which would never finish if we blocked.
 */
export class WriteQueue {
  readonly #db: Database;
  #jobs: Job[] = [];
  #flushing: Promise<void> | undefined;

  /** `db` must be opened with a short busy timeout: the waiting is done here. */
  constructor(db: Database) {
    this.#db = db;
  }

  /** Runs `work` in the next transaction; resolves when that is durable. */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({
        work: () => {
          const result = work();
          return () => resolve(result);
        },
        fail: reject,
      });
      this.#flushing ??= this.#flush();
    });
  }

  /** Resolves when everything queued so far is durable or has failed. */
  async idle(): Promise<void> {
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    await new Promise(setImmediate);
    while (this.#jobs.length > 0) {
      const jobs = this.#jobs;
      this.#jobs = [];
      await this.#commit(jobs);
    }
    this.#flushing = undefined;
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    const giveUpAt = Date.now() + patienceMs;
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 50)) {
      try {
        const settle = this.#db.immediate(() => jobs.map(attempt));
        for (const done of settle) {
          done();
        }
        return;
      } catch (error) {
        if (!isBusy(error) || Date.now() >= giveUpAt) {
          for (const job of jobs) {
            job.fail(error);
          }
          return;
        }
        await sleep(waitMs);
      }
    }
  }
}

/** A broken constraint undoes its own statement only; anything else fails the transaction. */
function attempt(job: Job): () => void {
  try {
    return job.work();
  } catch (error) {
    if (isConstraint(error)) {
      return () => job.fail(error);
    }
    throw error;
  }
}

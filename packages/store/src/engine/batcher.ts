import type { Operation, Result } from '@telex-credits/ledger';

/** What a batch came to. */
export interface Worked {
  /** One for each operation, in its place. */
  readonly results: Result[];
  readonly lastSeq: number;
}

/** Who works batches: the writer in this thread or in another. Never rejects. */
export interface BatchWorker {
  work(operations: readonly Operation[]): Promise<Worked>;
}

/** Bounds of the queue in front of the writer. */
export interface BatcherOptions {
  readonly worker: BatchWorker;
  /** The most operations in one commit. */
  readonly batchMax: number;
  /** The most operations that wait for a commit; a submit that does not fit is `overloaded`. */
  readonly queueMax: number;
  /** How long a submit waits; then what is not answered is `unknown`. */
  readonly deadlineMs: number;
  /** Called after each batch with the newest journal position. */
  readonly onCommit: (lastSeq: number) => void;
}

interface Submission {
  readonly operations: readonly Operation[];
  readonly results: Result[];
  answered: number;
  readonly deadlineAt: number;
  readonly settle: (results: Result[]) => void;
  settled: boolean;
}

interface Queued {
  readonly operation: Operation;
  readonly submission: Submission;
  readonly index: number;
}

const unknown: Result = { ok: false, refusal: { code: 'unknown' }, replayed: false };
const overloaded: Result = { ok: false, refusal: { code: 'overloaded' }, replayed: false };

/**
 * Natural group commit: while one batch is being committed the next gathers, so a commit carries as
 * many operations as there are callers, and one caller alone waits for nobody.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  #queue: Queued[] = [];
  /** Submissions in order of their deadlines, which is the order of arrival. */
  readonly #open = new Set<Submission>();
  #pumping: Promise<void> | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  /** All of them are queued, in order, or none. */
  submit(operations: readonly Operation[]): Promise<Result[]> {
    if (this.#closed) {
      return Promise.reject(new Error('the ledger is closed'));
    }
    if (operations.length === 0) {
      return Promise.resolve([]);
    }
    if (this.#queue.length + operations.length > this.#options.queueMax) {
      return Promise.resolve(operations.map(() => overloaded));
    }
    return new Promise((settle) => {
      const submission: Submission = {
        operations,
        results: operations.map(() => unknown),
        answered: 0,
        deadlineAt: performance.now() + this.#options.deadlineMs,
        settle,
        settled: false,
      };
      this.#open.add(submission);
      for (const [index, operation] of operations.entries()) {
        this.#queue.push({ operation, submission, index });
      }
      this.#watch();
      this.#pumping ??= this.#pump();
    });
  }

  /** Lets the writer expire what is due when no batch does so anyway. */
  tick(): void {
    if (!this.#closed) {
      this.#pumping ??= this.#pump();
    }
  }

  /** Refuses new operations and resolves when the queued ones are committed or past their deadline. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pumping;
    clearTimeout(this.#deadline);
  }

  async #pump(): Promise<void> {
    do {
      // Lets everybody who was just answered, or who came in the same turn, join the batch.
      await new Promise(setImmediate);
      const batch = this.#take();
      const { results, lastSeq } = await this.#options.worker.work(
        batch.map(({ operation }) => operation),
      );
      for (const [at, queued] of batch.entries()) {
        this.#answer(queued, results[at] ?? unknown);
      }
      this.#options.onCommit(lastSeq);
    } while (this.#queue.length > 0);
    this.#pumping = undefined;
  }

  /** What is past its deadline has been answered `unknown` and is not worked any more. */
  #take(): Queued[] {
    const batch: Queued[] = [];
    let taken = 0;
    for (const queued of this.#queue) {
      if (batch.length === this.#options.batchMax) {
        break;
      }
      taken += 1;
      if (!queued.submission.settled) {
        batch.push(queued);
      }
    }
    this.#queue = this.#queue.slice(taken);
    return batch;
  }

  #answer({ submission, index }: Queued, result: Result): void {
    if (submission.settled) {
      return;
    }
    submission.results[index] = result;
    submission.answered += 1;
    if (submission.answered === submission.operations.length) {
      this.#settle(submission);
    }
  }

  #settle(submission: Submission): void {
    if (!submission.settled) {
      submission.settled = true;
      this.#open.delete(submission);
      submission.settle(submission.results);
    }
  }

  /** One timer, for the oldest submission; it is not moved when that one is answered in time. */
  #watch(): void {
    if (this.#deadline === undefined) {
      const [oldest] = this.#open;
      if (oldest !== undefined) {
        const waitMs = Math.max(1, oldest.deadlineAt - performance.now());
        this.#deadline = setTimeout(() => this.#expire(), waitMs);
        this.#deadline.unref();
      }
    }
  }

  #expire(): void {
    this.#deadline = undefined;
    const now = performance.now();
    for (const submission of this.#open) {
      if (submission.deadlineAt > now) {
        break;
      }
      this.#settle(submission);
    }
    this.#watch();
  }
}

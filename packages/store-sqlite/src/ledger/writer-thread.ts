import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Operation, Result } from '@telex-credits/ledger';
import type { BatchWorker, VerifyReport, Worked } from '@telex-credits/store';
import { startWorker } from './start-worker.js';
import type { FromWorker, ToWriter, WorkerTask } from './worker-protocol.js';

const unknown: Result = { ok: false, refusal: { code: 'unknown' }, replayed: false };

/** The writer in a worker thread, seen from here. A thread that died is started again. */
export class WriterThread implements BatchWorker {
  readonly #task: WorkerTask;
  readonly #now: () => string;
  readonly #report: (error: unknown) => void;
  #worker: Worker | undefined;
  #waiting: ((worked: Worked | undefined) => void) | undefined;
  #lastSeq = 0;

  constructor(
    task: WorkerTask,
    options: { readonly now: () => string; readonly report: (error: unknown) => void },
  ) {
    this.#task = task;
    this.#now = options.now;
    this.#report = options.report;
  }

  /** Starts the thread; rejects when its writer cannot open the ledger. */
  async start(): Promise<void> {
    const worker = await startWorker(this.#task);
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          resolve();
        } else {
          this.#receive(message);
        }
      });
      worker.once('error', (error) => {
        this.#report(error);
        reject(error);
      });
      worker.once('exit', () => {
        reject(new Error('the writer thread ended'));
        if (this.#worker === worker) {
          this.#worker = undefined;
        }
        this.#waiting?.(undefined);
      });
    });
    this.#worker = worker;
  }

  async work(operations: readonly Operation[]): Promise<Worked> {
    const worked = await this.#ask(operations).catch(() => undefined);
    if (worked === undefined) {
      return { results: operations.map(() => unknown), lastSeq: this.#lastSeq };
    }
    this.#lastSeq = worked.lastSeq;
    return worked;
  }

  async #ask(operations: readonly Operation[]): Promise<Worked | undefined> {
    if (this.#worker === undefined) {
      await this.start();
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#send({ type: 'work', operations, now: this.#now() });
    });
  }

  /** Lets the writer finish and ends the thread. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker !== undefined) {
      const exited = once(worker, 'exit');
      this.#send({ type: 'close' });
      await exited;
    }
  }

  #send(message: ToWriter): void {
    this.#worker?.postMessage(message);
  }

  #receive(message: FromWorker): void {
    if (message.type === 'worked') {
      this.#waiting?.(message);
      this.#waiting = undefined;
    } else if (message.type === 'report') {
      this.#report(message.error);
    }
  }
}

/** Verifies a ledger in a thread of its own, so that nobody waits for it. */
export async function verifyInThread(path: string): Promise<VerifyReport> {
  const worker = await startWorker({ task: 'verify', path });
  return new Promise((resolve, reject) => {
    worker.once('message', (message: FromWorker) => {
      if (message.type === 'verified') {
        resolve(message.report);
      }
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the verifying thread ended without a report')));
  });
}

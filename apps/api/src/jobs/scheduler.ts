import type { Logger } from 'pino';

/** Work that is done again and again while the process runs. */
export interface Scheduler {
  /** Names work to be run every so many seconds once started; never twice at once. */
  every(name: string, seconds: number, work: () => Promise<void>): void;
  /** Begins to run jobs, each first after its own time. */
  start(): void;
  /** Runs one job now and waits for it: for tests, and after a start. Throws what it throws. */
  runNow(name: string): Promise<void>;
  /** Starts no more work and waits for what is running. */
  stop(): Promise<void>;
}

/** Timers as far as jobs use them; tests give their own. */
export interface Timers {
  setTimeout(work: () => void, milliseconds: number): { unref(): void };
  clearTimeout(timer: { unref(): void }): void;
}

const systemTimers: Timers = {
  setTimeout: (work, milliseconds) => globalThis.setTimeout(work, milliseconds),
  clearTimeout: (timer) => globalThis.clearTimeout(timer as NodeJS.Timeout),
};

interface Job {
  readonly seconds: number;
  readonly work: () => Promise<void>;
  timer: { unref(): void } | undefined;
  running: Promise<void> | undefined;
}

/** A failing job is logged and tried again at its next time. */
export function createScheduler(deps: {
  readonly logger: Logger;
  readonly timers?: Timers;
}): Scheduler {
  const timers = deps.timers ?? systemTimers;
  const jobs = new Map<string, Job>();
  let stopped = false;

  function run(job: Job): Promise<void> {
    job.running ??= job.work().finally(() => {
      job.running = undefined;
    });
    return job.running;
  }

  function plan(name: string, job: Job): void {
    job.timer = timers.setTimeout(() => {
      run(job)
        .catch((error: unknown) => deps.logger.error({ err: error, job: name }, 'job failed'))
        .finally(() => {
          if (!stopped) {
            plan(name, job);
          }
        });
    }, job.seconds * 1000);
    job.timer.unref();
  }

  return {
    every(name, seconds, work) {
      if (jobs.has(name)) {
        throw new Error(`there is a job "${name}" already`);
      }
      jobs.set(name, { seconds, work, timer: undefined, running: undefined });
    },
    start() {
      for (const [name, job] of jobs) {
        plan(name, job);
      }
    },
    async runNow(name) {
      const job = jobs.get(name);
      if (job === undefined) {
        throw new Error(`there is no job "${name}"`);
      }
      await run(job);
    },
    async stop() {
      stopped = true;
      for (const { timer } of jobs.values()) {
        if (timer !== undefined) {
          timers.clearTimeout(timer);
        }
      }
      await Promise.allSettled([...jobs.values()].map((job) => job.running));
    },
  };
}

import { Worker } from 'node:worker_threads';
import type { WorkerTask } from './worker-protocol.js';

const fromSource = import.meta.url.endsWith('.ts');
const entry = new URL(fromSource ? './ledger-worker.ts' : './ledger-worker.js', import.meta.url);

/** From sources (tests) Node needs tsx to read TypeScript, and the condition that names our sources. */
const sourceFlags = ['--conditions=@telex-credits/source', '--import', 'tsx'];

/** Starts a thread beside this one, from sources or from the build, as this file was. */
export function startWorker(task: WorkerTask): Worker {
  return fromSource
    ? new Worker(entry, { workerData: task, execArgv: sourceFlags })
    : new Worker(entry, { workerData: task });
}

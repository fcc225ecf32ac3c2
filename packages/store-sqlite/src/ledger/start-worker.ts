import { Worker } from 'node:worker_threads';
import type { WorkerTask } from './worker-protocol.js';

const own = import.meta.url;

/** Beside this file in the build; run from sources (tests, `tsx`) it is bundled first. */
async function workerEntry(): Promise<URL> {
  if (!own.endsWith('.ts')) {
    return new URL('./ledger-worker.js', own);
  }
  const { bundleSources } = await import('./bundle-sources.js');
  return bundleSources('ledger-worker');
}

/** Starts a thread that does one task. */
export async function startWorker(task: WorkerTask): Promise<Worker> {
  return new Worker(await workerEntry(), { workerData: task });
}

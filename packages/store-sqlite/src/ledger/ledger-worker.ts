// The worker thread's entry: writes one ledger, or verifies one.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../database.js';
import { verifySqliteLedger } from './verify.js';
import type { FromWorker, ToWriter, WorkerTask } from './worker-protocol.js';
import { Writer, writerConnection } from './writer.js';

function run(port: MessagePort, task: WorkerTask): void {
  const send = (message: FromWorker) => port.postMessage(message);
  if (task.task === 'verify') {
    send({ type: 'verified', report: verifySqliteLedger(task.path) });
    return;
  }
  const writer = new Writer({
    ...task,
    open: () => openDatabase(task.path, writerConnection),
    report: (error) => send({ type: 'report', error }),
  });
  port.on('message', (message: ToWriter) => {
    if (message.type === 'work') {
      send({ type: 'worked', ...writer.work(message.operations, message.now) });
    } else {
      writer.close();
      port.close();
    }
  });
  send({ type: 'ready' });
}

if (parentPort !== null) {
  run(parentPort, workerData as WorkerTask);
}

import type { TaskRecord, TaskRecords } from '../records/task-records.js';
import type { WholeReply } from '../wire/reply.js';
import type { A2aRequest } from './envelope.js';
import { decode, field, textOf } from './json-spans.js';
import { rpcResult } from './rpc-result.js';
import { normalState } from './states.js';
import type { MethodCall } from './task-methods.js';

const pageSizeMax = 100;
const pageSizeDefault = 50;

/** The state as the method's protocol spells it. */
function spelledState(task: TaskRecord, request: A2aRequest): string {
  return request.protocol === '0.3'
    ? task.state
    : `TASK_STATE_${task.state.toUpperCase().replaceAll('-', '_')}`;
}

function pageSizeOf(request: A2aRequest): number {
  const span = field(request.params, 'pageSize');
  const wanted = span === undefined ? pageSizeDefault : decode(span);
  return typeof wanted === 'number' && Number.isInteger(wanted) && wanted > 0
    ? Math.min(wanted, pageSizeMax)
    : pageSizeDefault;
}

function wantedBy({ params }: A2aRequest): (task: TaskRecord) => boolean {
  const context = textOf(field(params, 'contextId'));
  const status = textOf(field(params, 'status'));
  const after = Date.parse(textOf(field(params, 'statusTimestampAfter')) ?? '');
  return (task) =>
    (context === undefined || task.contextId === context) &&
    (status === undefined || task.state === normalState(status)) &&
    (Number.isNaN(after) || Date.parse(task.updatedAt) >= after);
}

/** Where a page ended; the next one holds what sorts after it. */
const placeOf = ({ updatedAt, id }: TaskRecord) => `${updatedAt}/${id}`;

function shown(task: TaskRecord, request: A2aRequest): object {
  return {
    id: task.taskId,
    contextId: task.contextId ?? '',
    status: { state: spelledState(task, request), timestamp: task.updatedAt },
    ...(request.protocol === '0.3' ? { kind: 'task' } : {}),
  };
}

/**
 * `ListTasks`, from our own records: an agent's list would show everybody's tasks. The last changed
 * comes first; it looks through the newest ten thousand tasks of the organisation with the module.
 */
export function createTaskList(tasks: TaskRecords) {
  return async ({ request, identity, module }: MethodCall): Promise<WholeReply> => {
    const { organisationId } = identity;
    const all = await tasks.newest({ organisationId, moduleId: module.id });
    const found = all.filter(wantedBy(request));
    const token = textOf(field(request.params, 'pageToken')) ?? '';
    const rest = token === '' ? found : found.filter((task) => placeOf(task) < token);
    const pageSize = pageSizeOf(request);
    const page = rest.slice(0, pageSize);
    const last = rest.length > page.length ? page.at(-1) : undefined;
    return rpcResult(request, {
      tasks: page.map((task) => shown(task, request)),
      nextPageToken: last === undefined ? '' : placeOf(last),
      pageSize,
      totalSize: found.length,
    });
  };
}

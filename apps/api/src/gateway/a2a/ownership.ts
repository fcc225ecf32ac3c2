import type { TaskRecord, TaskRecords } from '../records/task-records.js';
import { taskKeyOf } from '../records/task-records.js';
import { type A2aRequest, messageRefs, RpcError, rpcCodes } from './envelope.js';
import { field, textOf } from './json-spans.js';

/** Guards tasks and contexts: what is not the caller's looks as if it did not exist. */
export interface Ownership {
  /** Throws TaskNotFound for an unknown or a stranger's task, and for a stranger's context. */
  checkMessage(request: A2aRequest, moduleId: string, organisationId: string): Promise<void>;
  /** The one task that a method is about. Throws TaskNotFound, or InvalidParams where none is named. */
  taskOf(request: A2aRequest, moduleId: string, organisationId: string): Promise<TaskRecord>;
}

function notFound(request: A2aRequest): RpcError {
  return new RpcError(rpcCodes.taskNotFound, 'Task not found', request.rpcId);
}

/** Methods of push configurations name the task in `taskId`; `id` is the configuration there, in 1.0. */
function namedTasks(request: A2aRequest): (string | undefined)[] {
  const { params } = request;
  const taskId = textOf(field(params, 'taskId'));
  const id = textOf(field(params, 'id'));
  // Drafts of 1.0 named things by path; an agent may still read these.
  const paths = [textOf(field(params, 'name')), textOf(field(params, 'parent'))].map(
    (path) => path && (/^tasks\/([^/]+)/.exec(path)?.[1] ?? path),
  );
  const about =
    request.method.startsWith('push-') && taskId !== undefined ? [taskId] : [taskId, id];
  return [...about, ...paths];
}

export function createOwnership(tasks: TaskRecords): Ownership {
  return {
    async checkMessage(request, moduleId, organisationId) {
      const { taskIds, contextId } = messageRefs(request);
      for (const taskId of taskIds) {
        if ((await tasks.owned(taskKeyOf(moduleId, taskId), organisationId)) === undefined) {
          throw notFound(request);
        }
      }
      if (
        contextId !== undefined &&
        !(await tasks.mayUseContext(moduleId, contextId, organisationId))
      ) {
        throw notFound(request);
      }
    },
    async taskOf(request, moduleId, organisationId) {
      const ids = [...new Set(namedTasks(request).filter((id) => id !== undefined))];
      const taskId = ids[0];
      if (taskId === undefined || ids.length > 1) {
        throw new RpcError(rpcCodes.invalidParams, 'Name one task in params.', request.rpcId);
      }
      const task = await tasks.owned(taskKeyOf(moduleId, taskId), organisationId);
      if (task === undefined) {
        throw notFound(request);
      }
      return task;
    },
  };
}

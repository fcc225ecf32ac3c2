import type { GatewayDeps } from '../deps.js';
import { type TaskRecords, taskKeyOf } from '../records/task-records.js';
import type { Sending } from './sending.js';
import type { TaskView } from './states.js';

/** Records whose task and whose context an agent's answer names. */
export function createClaims(
  deps: Pick<GatewayDeps, 'environment' | 'logger'> & { readonly tasks: TaskRecords },
) {
  const { environment } = deps;

  /** The task's key; null when it is somebody else's. */
  async function keepTask(sending: Sending, view: TaskView): Promise<string | null> {
    const { module, open } = sending;
    const { organisationId } = open.facts;
    const at = environment.now();
    const key = taskKeyOf(module.id, view.taskId);
    const ours = await deps.tasks.claim({
      id: key,
      moduleId: module.id,
      taskId: view.taskId,
      organisationId,
      contextId: view.contextId,
      state: view.state,
      outputs: view.outputs,
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
    });
    if (!ours) {
      deps.logger.warn({ moduleId: module.id }, 'an agent gave two organisations the same task id');
      return null;
    }
    return key;
  }

  /** False when the context is somebody else's. */
  async function keepContext(sending: Sending, contextId: string | null): Promise<boolean> {
    const { organisationId } = sending.open.facts;
    const moduleId = sending.module.id;
    const at = environment.now();
    return (
      contextId === null ||
      (await deps.tasks.claimContext({ moduleId, contextId, organisationId, at }))
    );
  }

  return { keepTask, keepContext };
}

export type Claims = ReturnType<typeof createClaims>;

import { readJson } from '../wire/read-json.js';
import { normalState, type TaskView } from './states.js';
import { type UnitReader, unitReader } from './units-said.js';

type Loose = Readonly<Record<string, unknown>>;

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** What an agent answered or pushed. */
export type AgentReply =
  | { readonly kind: 'task'; readonly task: TaskView }
  | {
      readonly kind: 'message';
      readonly taskId: string | null;
      readonly contextId: string | null;
      readonly units: UnitReader;
    }
  /** A JSON-RPC error. */
  | { readonly kind: 'error' }
  /** Nothing that the protocol knows. */
  | { readonly kind: 'other' };

const isAgent = (message: unknown) =>
  isLoose(message) && /^(agent|role_agent)$/i.test(String(message.role));

function outputsOf(task: Loose): number {
  const artifacts = Array.isArray(task.artifacts) ? task.artifacts.length : 0;
  const history = Array.isArray(task.history) ? task.history.filter(isAgent).length : 0;
  return artifacts + history;
}

function readTask(task: Loose, id: unknown, units: UnitReader): AgentReply {
  const taskId = text(id);
  const status = isLoose(task.status) ? task.status : {};
  if (taskId === null) {
    return { kind: 'other' };
  }
  const outputs = outputsOf(task) + (isLoose(task.artifact) ? 1 : 0);
  const contextId = text(task.contextId ?? task.context_id);
  const state = normalState(status.state);
  return { kind: 'task', task: { taskId, contextId, state, outputs, units } };
}

function readMessage(message: Loose, units: UnitReader): AgentReply {
  const { taskId, task_id, contextId, context_id } = message;
  return {
    kind: 'message',
    taskId: text(taskId ?? task_id),
    contextId: text(contextId ?? context_id),
    units,
  };
}

/** A 1.0 result wraps its payload: `{"task": …}`, `{"statusUpdate": …}`. */
function unwrap(result: Loose, units: UnitReader): AgentReply | undefined {
  const { task, message } = result;
  const update =
    result.statusUpdate ?? result.status_update ?? result.artifactUpdate ?? result.artifact_update;
  if (isLoose(task)) {
    return readTask(task, task.id, units);
  }
  if (isLoose(update)) {
    return readTask(update, update.taskId ?? update.task_id, units);
  }
  return isLoose(message) ? readMessage(message, units) : undefined;
}

function readResult(result: unknown, units: UnitReader): AgentReply {
  if (!isLoose(result)) {
    return { kind: 'other' };
  }
  const wrapped = unwrap(result, units);
  if (wrapped !== undefined) {
    return wrapped;
  }
  if (isLoose(result.status) || result.kind === 'task' || result.kind === 'artifact-update') {
    return readTask(result, result.taskId ?? result.task_id ?? result.id, units);
  }
  return Array.isArray(result.parts) || Array.isArray(result.content)
    ? readMessage(result, units)
    : { kind: 'other' };
}

/** Reads a JSON-RPC response: 0.3 and 1.0, tasks, messages and errors. */
export function readReply(body: Buffer): AgentReply {
  const reply = readJson(body.toString('utf8'));
  if (!isLoose(reply)) {
    return { kind: 'other' };
  }
  return isLoose(reply.error) ? { kind: 'error' } : readResult(reply.result, unitReader(body));
}

/** Reads a push: a JSON-RPC response, a bare task or event, or a 1.0 StreamResponse. */
export function readPush(body: Buffer): AgentReply {
  const push = readJson(body.toString('utf8'));
  if (!isLoose(push)) {
    return { kind: 'other' };
  }
  return 'result' in push || isLoose(push.error)
    ? readReply(body)
    : readResult(push, unitReader(body));
}

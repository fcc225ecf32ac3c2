import type { IncomingMessage, ServerResponse } from 'node:http';
import { result } from './agent-bench.js';
import { type Heard, json } from './stub.js';

/** What the agent of these tests does with a message, by the message's text. */
export type Reply = 'message' | 'error' | 'http-500' | 'hang-up' | 'task' | 'stream';

/** One task as the agent itself knows it: once its state is an end, it stays. */
export interface AgentTask {
  readonly id: string;
  state: string;
  /** Whether it has put something out, which a canceled turn is paid for. */
  output: boolean;
  /** The stream that still runs, if it has one. */
  live: ServerResponse | undefined;
  /** Where pushes go, as the agent was told. */
  push: { readonly url: string; readonly token: string } | undefined;
}

const ended = new Set(['completed', 'failed', 'rejected', 'canceled', 'input-required']);

/** A task as its agent shows it. */
export function shown({ id, state, output }: AgentTask): object {
  const artifacts = output ? [{ artifactId: 'a', parts: [] }] : [];
  return { kind: 'task', id, contextId: `ctx-${id}`, status: { state }, artifacts };
}

/** An agent whose tasks go on until a test says how they end. */
export function createTurnAgent() {
  const tasks = new Map<string, AgentTask>();

  function open(name: string, config: AgentTask['push'], live?: ServerResponse): AgentTask {
    const task = { id: name, state: 'working', output: false, live, push: config };
    tasks.set(name, task);
    return task;
  }

  function send(res: ServerResponse, reply: Reply, name: string, config: AgentTask['push']): void {
    switch (reply) {
      case 'message':
        json(res, result({ kind: 'message', role: 'agent', parts: [] }));
        break;
      case 'error':
        json(res, { jsonrpc: '2.0', id: 3, error: { code: -1, message: 'no' } });
        break;
      case 'http-500':
        json(res, {}, 500);
        break;
      case 'hang-up':
        res.socket?.destroy();
        break;
      case 'task':
        json(res, result(shown(open(name, config))));
        break;
      case 'stream': {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.write(`data: ${JSON.stringify(result(shown(open(name, config, res))))}\n\n`);
      }
    }
  }

  function answer(_req: IncomingMessage, res: ServerResponse, heard: Heard): void {
    const { method, params } = JSON.parse(heard.body);
    if (method === 'message/send' || method === 'message/stream') {
      const { reply, name } = params.message.metadata;
      send(res, reply, name, params.configuration?.pushNotificationConfig);
      return;
    }
    const task = tasks.get(params.id);
    if (task === undefined) {
      json(res, { jsonrpc: '2.0', id: 3, error: { code: -32001, message: 'Task not found' } });
      return;
    }
    if (method === 'tasks/cancel') {
      move(task, 'canceled');
    }
    if (method === 'tasks/resubscribe') {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.end(`data: ${JSON.stringify(result(shown(task)))}\n\n`);
      return;
    }
    json(res, result(shown(task)));
  }

  /** Moves a task on, unless it has ended; says so in its stream, where it has one. */
  function move(task: AgentTask, state: string): void {
    if (ended.has(task.state)) {
      return;
    }
    task.state = state;
    task.output ||= state === 'working';
    task.live?.write(`data: ${JSON.stringify(result(shown(task)))}\n\n`);
  }

  return { tasks, answer, move };
}

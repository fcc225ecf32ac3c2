import type { Route } from './route.js';

const event = (body: unknown) => `data: ${JSON.stringify(body)}\n\n`;

/** A JSON-RPC response. */
export const rpcResult = (result: unknown) => ({ jsonrpc: '2.0', id: 3, result });

const request = (method: string, message: object) =>
  JSON.stringify({ jsonrpc: '2.0', id: 3, method, params: { message } });

const legacy = { get: 'tasks/get', state: (state: string) => state };
const current = {
  get: 'GetTask',
  state: (state: string) => `TASK_STATE_${state.toUpperCase().replaceAll('-', '_')}`,
};

/** A task as an agent of the route's protocol shows it. */
export function taskReply(agent: NonNullable<Route['agent']>, id: string, state: string): object {
  const status = { state: agent.state(state) };
  const task = { id, contextId: `ctx-${id}`, status, artifacts: [{ artifactId: 'a', parts: [] }] };
  return rpcResult(agent === current ? { task } : { kind: 'task', ...task });
}

function agentRoute(
  parts: Pick<Route, 'name' | 'kind' | 'body'>,
  agent: NonNullable<Route['agent']>,
): Route {
  const common = { reads: true, tokens: null, callerLeaves: 'runs_on', agent } as const;
  const good = (task: string) => JSON.stringify(taskReply(agent, task, 'completed'));
  return { ...parts, ...common, good, frames: null };
}

function streamingAgentRoute(
  parts: Pick<Route, 'name' | 'kind' | 'body'>,
  agent: NonNullable<Route['agent']>,
): Route {
  return {
    ...agentRoute(parts, agent),
    frames: (task) => ({
      opening: ': hello\n\n',
      output: event(taskReply(agent, task, 'working')),
      usage: '',
      closing: event(taskReply(agent, task, 'completed')),
    }),
  };
}

// Telex's own shape: `type` in place of `kind`, and no messageId.
const telexMessage = { role: 'user', parts: [{ type: 'text', text: 'ping' }] };
const legacyMessage = {
  ...{ kind: 'message', messageId: 'm-1', role: 'user' },
  parts: [{ kind: 'text', text: 'ping' }],
};
const currentMessage = { messageId: 'm-1', role: 'ROLE_USER', parts: [{ text: 'ping' }] };

/** Agents: 0.3, 1.0 and Telex's own shape, by slug and by connection URL, whole and streaming. */
export const agentRoutes: readonly Route[] = [
  agentRoute(
    { name: 'a2a message/send', kind: 'agent', body: request('message/send', legacyMessage) },
    legacy,
  ),
  agentRoute(
    { name: 'a2a SendMessage', kind: 'agent', body: request('SendMessage', currentMessage) },
    current,
  ),
  agentRoute(
    { name: 'a2a as Telex sends', kind: 'agent', body: request('message/send', telexMessage) },
    legacy,
  ),
  agentRoute(
    { name: 'connection URL', kind: 'connection', body: request('message/send', telexMessage) },
    legacy,
  ),
  streamingAgentRoute(
    { name: 'a2a message/stream', kind: 'agent', body: request('message/stream', legacyMessage) },
    legacy,
  ),
  streamingAgentRoute(
    {
      ...{ name: 'a2a SendStreamingMessage', kind: 'agent' },
      body: request('SendStreamingMessage', currentMessage),
    },
    current,
  ),
  streamingAgentRoute(
    {
      ...{ name: 'connection URL, streaming', kind: 'connection' },
      body: request('message/stream', telexMessage),
    },
    legacy,
  ),
];

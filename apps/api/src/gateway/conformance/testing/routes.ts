import type { ServerResponse } from 'node:http';
import { message, result, task } from '../../testing/agent-bench.js';
import { priced, type Rig } from '../../testing/rig.js';

/** One route as the table of cells sees it. */
export interface ConformingRoute {
  readonly name: string;
  readonly path: string;
  readonly body: string;
  /** Slug of the module that is charged. */
  readonly slug: string;
  /** What an upstream that behaves answers. */
  readonly good: string;
  /** Whether the reply has to be understood before it is paid. */
  readonly reads: boolean;
}

/** One route whose replies stream. */
export interface StreamingRoute extends Omit<ConformingRoute, 'good' | 'reads'> {
  /** Comes first, and is no output of the model or the agent. */
  readonly opening: string;
  readonly output: string;
  readonly closing: string;
  /** `later`: a task goes on where its stream broke. */
  readonly brokenLater: 'metered' | 'price' | 'later';
  readonly callerLeaves: 'abort' | 'run_on';
}

const chatBody = (more: object = {}) =>
  JSON.stringify({
    model: 'm',
    max_tokens: 40,
    messages: [{ role: 'user', content: 'hi' }],
    ...more,
  });
const event = (body: unknown) => `data: ${JSON.stringify(body)}\n\n`;
const delta = (more: object) => event({ choices: [{ index: 0, ...more }] });
const used = { prompt_tokens: 3, completion_tokens: 4 };

export const wholeRoutes: readonly ConformingRoute[] = [
  { name: 'http', path: '/gateway/http/api/x', body: '{}', slug: 'api', good: '{}', reads: false },
  {
    name: 'a2a message/send',
    path: '/gateway/a2a/bot',
    body: message(),
    slug: 'bot',
    good: JSON.stringify(result({ kind: 'message', role: 'agent', parts: [] })),
    reads: true,
  },
  {
    name: 'a2a message/stream, answered as a whole',
    path: '/gateway/a2a/bot',
    body: message({}, {}, 'message/stream'),
    slug: 'bot',
    good: JSON.stringify(result(task('completed'))),
    reads: true,
  },
  {
    name: 'openai chat',
    path: '/gateway/openai/v1/chat/completions',
    body: chatBody(),
    slug: 'openai',
    good: JSON.stringify({ choices: [{ message: { content: 'abcd' } }], usage: used }),
    reads: true,
  },
  {
    name: 'openai embeddings',
    path: '/gateway/openai/v1/embeddings',
    body: JSON.stringify({ model: 'm', input: 'text' }),
    slug: 'openai',
    good: JSON.stringify({ data: [], usage: { prompt_tokens: 1 } }),
    reads: true,
  },
];

export const streamingRoutes: readonly StreamingRoute[] = [
  {
    name: 'http stream',
    path: '/gateway/http/api/x',
    body: '{}',
    slug: 'api',
    opening: '',
    output: 'data: one\n\n',
    closing: 'data: two\n\n',
    brokenLater: 'price',
    callerLeaves: 'run_on',
  },
  {
    name: 'a2a stream',
    path: '/gateway/a2a/bot',
    body: message({}, {}, 'message/stream'),
    slug: 'bot',
    opening: ': hello\n\n',
    output: event(result(task('working'))),
    closing: event(result({ taskId: 'task-1', status: { state: 'completed' }, final: true })),
    brokenLater: 'later',
    callerLeaves: 'run_on',
  },
  {
    name: 'openai stream',
    path: '/gateway/openai/v1/chat/completions',
    body: chatBody({ stream: true }),
    slug: 'openai',
    opening: delta({ delta: { role: 'assistant', content: '' } }),
    output: delta({ delta: { content: 'abcdefgh' } }),
    closing: `${delta({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`,
    brokenLater: 'metered',
    callerLeaves: 'abort',
  },
];

/** The modules behind the routes, all with one upstream. */
export function addModules(rig: Rig, upstreamUrl: string, timeLimitSeconds = 5): void {
  const common = { upstreamUrl, timeLimitSeconds };
  rig.addModule({ ...common, slug: 'bot' });
  rig.addModule({ ...common, slug: 'api', kind: 'http' });
  const price = priced({ model: 'per_token', markupBps: 0, minimum: '0' });
  rig.addModule({ ...common, slug: 'openai', kind: 'openai', publisherId: null, price });
}

/** Writes the head of a stream. */
export function startEvents(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.flushHeaders();
}

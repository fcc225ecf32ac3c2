import { agentRoutes } from './agent-routes.js';
import { type Route, reported } from './route.js';

/** The one model that the misbehaving upstream has; see `models` in upstream.ts. */
export const model = 'conformance';
/** The longest completion that is asked for: what is held. */
export const mostTokens = 40;

const event = (body: unknown) => `data: ${JSON.stringify(body)}\n\n`;
const chatBody = (more: object = {}) =>
  JSON.stringify({
    ...{ model, max_tokens: mostTokens, messages: [{ role: 'user', content: 'hi' }] },
    ...more,
  });
const delta = (more: object) => event({ choices: [{ index: 0, ...more }] });

/** Usage in OpenAI's words. */
export const usageOf = (prompt: number | string, completion: number | string) => ({
  prompt_tokens: Number(prompt),
  completion_tokens: Number(completion),
});
/** The frame that `stream_options.include_usage` adds. */
export const usageFrame = (prompt: number | string, completion: number | string) =>
  event({ choices: [], usage: usageOf(prompt, completion) });
const used = usageOf(reported.prompt, reported.completion);

type Common = Omit<Route, 'name' | 'body' | 'frames'>;
const http: Common & Pick<Route, 'body'> = {
  kind: 'http',
  body: '{"any":"body"}',
  good: () => '{"any":"reply"}',
  reads: false,
  tokens: null,
  callerLeaves: 'runs_on',
  agent: null,
};
const chat: Common = {
  kind: 'chat',
  good: () => JSON.stringify({ choices: [{ message: { content: 'abcd' } }], usage: used }),
  reads: true,
  tokens: 'reported',
  callerLeaves: 'is_aborted',
  agent: null,
};
const telexAi: Common = {
  kind: 'telexai',
  good: () =>
    JSON.stringify({
      ...{ status: 'success', status_code: 200 },
      data: { Messages: { role: 'assistant', content: 'abcd' } },
    }),
  reads: true,
  tokens: 'estimated',
  callerLeaves: 'is_aborted',
  agent: null,
};

/** Every priced route, whole and streaming. */
export const routes: readonly Route[] = [
  { ...http, name: 'http', frames: null },
  {
    ...http,
    name: 'http, streaming',
    frames: () => ({ opening: '', output: 'data: one\n\n', usage: '', closing: 'data: two\n\n' }),
  },
  ...agentRoutes,
  { ...chat, name: 'openai chat', body: chatBody(), frames: null },
  {
    ...chat,
    name: 'openai chat, streaming',
    body: chatBody({ stream: true }),
    frames: () => ({
      opening: delta({ delta: { role: 'assistant', content: '' } }),
      output: delta({ delta: { content: 'abcdefgh' } }),
      usage: usageFrame(reported.prompt, reported.completion),
      closing: `${delta({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`,
    }),
  },
  {
    ...chat,
    name: 'openai embeddings',
    kind: 'embeddings',
    body: JSON.stringify({ model, input: 'text' }),
    good: () => JSON.stringify({ data: [], usage: { prompt_tokens: Number(reported.prompt) } }),
    frames: null,
  },
  { ...telexAi, name: 'telexai chat', body: chatBody(), frames: null },
  {
    ...telexAi,
    name: 'telexai chat, streaming',
    body: chatBody({ stream: true }),
    frames: () => ({
      opening: event({ role: 'assistant', content: '' }),
      output: event({ role: 'assistant', content: 'abcdefgh' }),
      usage: '',
      closing: event({ role: 'assistant', content: 'ijkl' }),
    }),
  },
];

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { taskReply } from './agent-routes.js';
import type { Route } from './route.js';
import { model, mostTokens } from './routes.js';

/** Answers one priced call. */
export type Act = (req: IncomingMessage, res: ServerResponse) => void;

/** An upstream of every kind at once, which misbehaves on cue. */
export interface Upstream {
  readonly port: number;
  /** What the next priced calls meet. */
  act: Act;
  /** What `tasks/get` finds while a call is played; null for an agent that knows no such task. */
  task: { readonly agent: NonNullable<Route['agent']>; readonly state: string } | null;
  /** Priced calls that were forwarded since the last reset. */
  heard: number;
  /** Texts that it shows at paths of its own, such as the proof that its modules are its own. */
  readonly shown: Map<string, string>;
  /** Forgets what a cell left, and hangs up what still runs. */
  reset(): void;
  close(): Promise<void>;
}

// 1,000 tokens cost 0.35 USD: some hundred credits where a credit is 0.0035 USD.
const usdPerToken = '0.0000035';
const models = {
  data: [
    {
      id: model,
      context_length: 1000,
      top_provider: { max_completion_tokens: mostTokens },
      pricing: { prompt: usdPerToken, completion: usdPerToken },
    },
  ],
};
const card = { name: 'conformance', url: 'http://127.0.0.1/agent', version: '1' };

/** Answers JSON with its length. */
export function answer(res: ServerResponse, body: unknown, status = 200): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const length = Buffer.byteLength(text);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  res.end(text);
}

function parsed(body: string): { readonly method?: unknown; readonly params?: { id?: unknown } } {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    return {};
  }
}

async function bodyOf(req: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of req) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch {
    // The gateway broke its request off, because its caller did.
    return undefined;
  }
}

/** Starts the upstream; port 0 is any free one. */
export async function startUpstream(port: number, host = '127.0.0.1'): Promise<Upstream> {
  const running = new Set<ServerResponse>();
  const server = createServer((req, res) => void serve(req, res));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  function answerGet(path: string, res: ServerResponse): void {
    const text = upstream.shown.get(path);
    if (text !== undefined) {
      res.writeHead(200, { 'content-type': 'text/plain' }).end(text);
      return;
    }
    const list = path.startsWith('/telexai/') ? { status: 'success', data: models } : models;
    answer(res, path.includes('/models') ? list : card);
  }

  /** What is no priced call, and answered well whatever the cue is. */
  function answeredAnyway(req: IncomingMessage, res: ServerResponse, body: string): boolean {
    if (req.method === 'GET') {
      answerGet(req.url ?? '', res);
      return true;
    }
    const { method, params } = parsed(body);
    if (method !== 'tasks/get' && method !== 'GetTask') {
      return false;
    }
    const { task } = upstream;
    const none = { jsonrpc: '2.0', id: 3, error: { code: -32001, message: 'Task not found' } };
    answer(res, task === null ? none : taskReply(task.agent, String(params?.id), task.state));
    return true;
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await bodyOf(req);
    if (body === undefined || answeredAnyway(req, res, body)) {
      return;
    }
    upstream.heard += 1;
    running.add(res);
    res.on('close', () => running.delete(res));
    upstream.act(req, res);
  }

  const idle: Act = (_req, res) => answer(res, { error: 'no cue' }, 503);
  const upstream: Upstream = {
    port: (server.address() as AddressInfo).port,
    ...{ act: idle, task: null, heard: 0, shown: new Map<string, string>() },
    reset() {
      for (const res of running) {
        res.destroy();
      }
      running.clear();
      Object.assign(upstream, { act: idle, task: null, heard: 0 });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}

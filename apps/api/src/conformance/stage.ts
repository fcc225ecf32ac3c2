import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Call, callUp, type Incoming } from './caller.js';
import { until, within } from './eventually.js';
import type { Frames, Route } from './route.js';
import type { Target } from './target.js';
import type { Act, Upstream } from './upstream.js';

/** What the caller saw; all but `headers` is undefined where there was nothing. */
export interface Seen {
  readonly status?: number;
  readonly headers: IncomingMessage['headers'];
  readonly text?: string;
  readonly end?: 'ended' | 'broken';
}

/** A call whose upstream streams. */
export interface Streaming {
  readonly call: Call;
  readonly reply: Incoming;
  /** The upstream's side of it. */
  readonly live: ServerResponse;
  /** What the caller has seen when all has ended. */
  seen(): Promise<Seen>;
}

/** One call of one route, and the hands on both of its ends. */
export interface Stage {
  readonly route: Route;
  readonly upstream: Upstream;
  /** The id of the agent's task in this call. */
  readonly task: string;
  readonly frames: Frames;
  /** The call's Idempotency-Key: its usage id can be asked for, also by who saw no reply. */
  readonly key: string;
  /** Calls up; `onlyBytes` sends only the start of the body. */
  start(onlyBytes?: number): Call;
  /** Calls, with an upstream that does this, and reads the reply to its end. */
  whole(act: Act): Promise<Seen>;
  /** Calls, with an upstream that begins a stream of events. */
  stream(): Promise<Streaming>;
  /** The same, and the caller has heard the first output. */
  streamWithOutput(): Promise<Streaming>;
  /** Sends a JSON-RPC request of the route's caller. */
  ask(body: string): Promise<Seen>;
}

async function readAll(call: Call): Promise<Seen> {
  const reply = await within('the reply', call.reply);
  if (reply === undefined) {
    return { headers: {} };
  }
  const end = await within('the end of the reply', reply.end);
  return { status: reply.status, headers: reply.headers, text: reply.text(), end };
}

/** The upstream's response once the call has reached it, its head sent. */
function beginEvents(upstream: Upstream): Promise<ServerResponse> {
  return new Promise((resolve) => {
    upstream.act = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
      resolve(res);
    };
  });
}

/** Sets the stage for one call. */
export function createStage(
  parts: { readonly target: Target; readonly upstream: Upstream; readonly route: Route },
  path: string,
): Stage {
  const { target, upstream, route } = parts;
  const key = randomUUID();
  const task = `task-${randomUUID()}`;
  const frames = route.frames?.(task) ?? { opening: '', output: '', usage: '', closing: '' };
  const send = (body: string, more: object, onlyBytes?: number) =>
    callUp({
      ...{ url: target.url + path, headers: { ...target.headers, ...more }, body },
      ...(onlyBytes === undefined ? {} : { onlyBytes }),
    });
  const start = (onlyBytes?: number) => send(route.body, { 'idempotency-key': key }, onlyBytes);

  async function stream(): Promise<Streaming> {
    const live = beginEvents(upstream);
    const call = start();
    const [response, reply] = await within(
      'the stream at both of its ends',
      Promise.all([live, call.reply]),
    );
    if (reply === undefined) {
      throw new Error('the connection ended before the reply began');
    }
    const { status, headers } = reply;
    const seen = async (): Promise<Seen> => {
      const end = await within('the end of the stream', reply.end);
      return { status, headers, text: reply.text(), end };
    };
    return { call, reply, live: response, seen };
  }

  return {
    ...{ route, upstream, task, frames, key, start, stream },
    async whole(act) {
      upstream.act = act;
      return await readAll(start());
    },
    async streamWithOutput() {
      const streaming = await stream();
      const { live, reply } = streaming;
      live.write(frames.opening + frames.output);
      await until('the first output', () => reply.text().endsWith(frames.output));
      return streaming;
    },
    ask: (body) => readAll(send(body, {})),
  };
}

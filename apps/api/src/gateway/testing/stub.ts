import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Server as SocketServer } from 'node:net';

/** The key that requests carry unless told otherwise. */
export const key = 'tcr_live_buyer';

/** What a server heard. */
export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An upstream on 127.0.0.1 that does what a test tells it to, and remembers what it heard. */
export interface StubServer {
  readonly origin: string;
  readonly heard: Heard[];
  behave: (req: IncomingMessage, res: ServerResponse, heard: Heard) => void;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(server: SocketServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export async function startStub(behave: StubServer['behave']): Promise<StubServer> {
  const heard: Heard[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { method = '', url = '', headers } = req;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      heard.push(one);
      stub.behave(req, res, one);
    });
  });
  const stub: StubServer = {
    origin: await listen(server),
    heard,
    behave,
    close: () => stop(server),
  };
  return stub;
}

/** Answers JSON. */
export function json(res: ServerResponse, body: unknown, status = 200): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  res.end(text);
}

/** A reply as a caller reads it. */
export interface Got {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any shape
  readonly json: any;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly key?: string | null;
}

/** Sends a request and reads the reply; rejects when the connection breaks. */
export function askUrl(base: string, ask: Ask): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { method = ask.body === undefined ? 'GET' : 'POST', path, headers = {}, body } = ask;
    const auth: Record<string, string> =
      ask.key === null ? {} : { authorization: `Bearer ${ask.key ?? key}` };
    const length: Record<string, string> =
      body === undefined || headers['transfer-encoding'] !== undefined
        ? {}
        : { 'content-length': String(Buffer.byteLength(body)) };
    const { hostname, port } = new URL(base);
    const sent = request(
      { hostname, port, method, path, headers: { ...auth, ...length, ...headers } },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          let parsed: unknown;
          try {
            parsed = JSON.parse(text);
          } catch {
            parsed = undefined;
          }
          resolve({ status: res.statusCode ?? 0, headers: res.headers, text, json: parsed });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Longer than anything takes on a busy machine; only a failing test waits for it. */
const patienceMillis = 30_000;

/** Waits until a check holds, for half a minute at most. */
export async function eventually(check: () => Promise<boolean> | boolean): Promise<void> {
  const giveUpAt = performance.now() + patienceMillis;
  while (performance.now() < giveUpAt) {
    if (await check()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('what was awaited did not happen');
}

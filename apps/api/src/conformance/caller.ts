import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';

/** A reply while it comes. */
export interface Incoming {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** What has come so far. */
  text(): string;
  /** How it ended. */
  readonly end: Promise<'ended' | 'broken'>;
}

/** A request of a caller who may leave at any time. */
export interface Call {
  /** Resolves at the reply's head; undefined where the connection ended without one. */
  readonly reply: Promise<Incoming | undefined>;
  /** Hangs up. */
  leave(): void;
}

/** What is sent. */
export interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Send only so many bytes of the body, and wait: the announced length stays the whole one. */
  readonly onlyBytes?: number;
}

function readWhile(res: IncomingMessage): Incoming {
  const chunks: Buffer[] = [];
  res.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = new Promise<'ended' | 'broken'>((resolve) => {
    res.on('end', () => resolve('ended'));
    res.on('error', () => resolve('broken'));
    res.on('close', () => resolve('broken'));
  });
  const { statusCode: status = 0, headers } = res;
  return { status, headers, end, text: () => Buffer.concat(chunks).toString('utf8') };
}

/** Sends a POST on a connection of its own, so that a caller who leaves leaves alone. */
export function callUp({ url, headers, body, onlyBytes }: Sent): Call {
  const send = url.startsWith('https:') ? secureRequest : request;
  const length = String(Buffer.byteLength(body));
  const base = { 'content-type': 'application/json', 'content-length': length };
  const sent: ClientRequest = send(url, {
    ...{ method: 'POST', agent: false, headers: { ...base, ...headers } },
  });
  const reply = new Promise<Incoming | undefined>((resolve) => {
    sent.on('response', (res) => resolve(readWhile(res)));
    sent.on('error', () => resolve(undefined));
    sent.on('close', () => resolve(undefined));
  });
  if (onlyBytes === undefined) {
    sent.end(body);
  } else {
    sent.flushHeaders();
    sent.write(Buffer.from(body).subarray(0, onlyBytes));
  }
  return { reply, leave: () => sent.destroy() };
}

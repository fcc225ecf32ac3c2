import { type IncomingMessage, request } from 'node:http';
import { type Ask, eventually, key } from './stub.js';

/** A caller who reads a reply while it comes. */
export interface Listener {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** What has come so far. */
  text(): string;
  /** Waits until this has come. */
  hears(text: string): Promise<void>;
  /** How the reply ended. */
  readonly end: Promise<'ended' | 'broken'>;
  /** Goes away. */
  leave(): void;
  /** Stops reading, and goes on. */
  pause(): void;
  resume(): void;
}

/** Sends a request and answers at the reply's head; rejects when there is none. */
export function listenTo(base: string, ask: Ask): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const { path, body = '', headers = {}, method = 'POST' } = ask;
    const auth = { authorization: `Bearer ${ask.key ?? key}` };
    const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(
      { hostname, port, method, path, headers: { ...auth, ...length, ...headers } },
      (res) => {
        const chunks: Buffer[] = [];
        const text = () => Buffer.concat(chunks).toString('utf8');
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        const end = new Promise<'ended' | 'broken'>((ended) => {
          res.on('end', () => ended('ended'));
          res.on('error', () => ended('broken'));
          res.on('close', () => ended('broken'));
        });
        resolve({
          ...{ status: res.statusCode ?? 0, headers: res.headers, text, end },
          hears: (wanted) => eventually(() => text().includes(wanted)),
          leave: () => sent.destroy(),
          pause: () => res.pause(),
          resume: () => res.resume(),
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

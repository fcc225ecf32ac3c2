import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { SandboxError } from './error.js';
import { styleHash } from './html.js';
import type { SandboxPayment } from './payment.js';

const bodyLimit = 64 * 1024;

/** One request at the sandbox, with the id that its path names. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly id: string;
}

/** What answers a method and a path. */
export interface SandboxRoute {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly run: (exchange: Exchange) => Promise<void>;
}

/** Reads a small body as text. */
export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += (chunk as Buffer).length;
    if (size > bodyLimit) {
      throw new SandboxError(413, 'too_large', 'The body is too large.');
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a form; of a name that comes twice, the last counts. */
export async function readForm(req: IncomingMessage): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await readBody(req)));
}

/** Reads JSON by a schema that refuses unknown fields. */
export function parse<T>(schema: z.ZodType<T>, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new SandboxError(400, 'invalid_json', 'The body is not JSON.');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw new SandboxError(400, 'invalid_request', z.prettifyError(parsed.error));
  }
  return parsed.data;
}

/** The Idempotency-Key, which every POST of the API needs. */
export function requireKey(req: IncomingMessage): string {
  const key = req.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '' || key.length > 255) {
    throw new SandboxError(400, 'idempotency_key_required', 'Send an Idempotency-Key.');
  }
  return key;
}

/** Answers with JSON. */
export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(body));
}

/**
 * The page's own policy in place of the application's: one style, and a form that may lead back to
 * the merchant (browsers apply `form-action` to redirects too).
 */
export function sendPage(
  res: ServerResponse,
  status: number,
  html: string,
  payment?: SandboxPayment,
) {
  const back = payment === undefined ? [] : [payment.returnUrl, payment.cancelUrl];
  const formTargets = ["'self'", ...new Set(back.map((address) => new URL(address).origin))];
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src ${styleHash}; form-action ${formTargets.join(' ')}; base-uri 'none'; frame-ancestors 'none'`,
    // Browsers hide the origin of a form altogether under "no-referrer".
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  res.end(html);
}

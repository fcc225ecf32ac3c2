import type { IncomingMessage } from 'node:http';
import { AppError } from '../../foundation/app-error.js';

/** Largest request body, and largest reply that is read whole: 8 MiB. */
export const bodyLimit = 8 * 1024 * 1024;

/** 413 `body_too_large`. */
export function tooLarge(limit: number): AppError {
  return new AppError(413, 'body_too_large', `The body is larger than ${limit} bytes.`, { limit });
}

async function read(req: IncomingMessage, limit: number): Promise<Buffer> {
  const announced = Number(req.headers['content-length'] ?? 0);
  if (announced > limit) {
    throw tooLarge(limit);
  }
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        req.pause();
        req.removeAllListeners('data');
        reject(tooLarge(limit));
      } else {
        chunks.push(chunk);
      }
    });
    const incomplete = () =>
      reject(new AppError(400, 'incomplete_body', 'The body ended before its announced length.'));
    req.on('end', () => {
      // It closes after every call, and an error is dear to make.
      req.off('close', incomplete);
      resolve(Buffer.concat(chunks));
    });
    req.on('error', incomplete);
    req.on('close', incomplete);
  });
}

const known = new WeakMap<IncomingMessage, Promise<Buffer>>();

/**
 * Reads a request's body whole; asked again, it answers the same bytes. Throws 413 `body_too_large` past
 * the limit, without reading the rest, and 400 `incomplete_body` when the caller goes away in the middle.
 */
export function readBody(req: IncomingMessage, limit = bodyLimit): Promise<Buffer> {
  const before = known.get(req);
  const body = before ?? read(req, limit);
  known.set(req, body);
  return body;
}

/** The body as text, or undefined where its bytes are not UTF-8: nothing is replaced silently. */
export function utf8(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

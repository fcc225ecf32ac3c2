import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { AppError } from '../../foundation/app-error.js';
import { bodyLimit, tooLarge } from './read-body.js';

/** Largest body that is passed on while it comes: 1 GiB. */
export const uploadLimit = 1024 * 1024 * 1024;

/** A request's body that is passed on while it comes, and never held in memory. */
export interface Upload {
  /** For the upstream; whoever is done with it early destroys it, and not the caller's connection. */
  readonly body: Readable;
  /** Its announced length; undefined for one that comes in chunks. */
  readonly length: number | undefined;
  /** Why it did not come whole; null while nothing is wrong. */
  failure(): 'caller_left' | 'too_large' | null;
}

/** Whether a body is passed on while it comes: one in chunks, or over 8 MiB. Throws 413 past 1 GiB. */
export function isUpload({ headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? 0);
  if (length > uploadLimit) {
    throw tooLarge(uploadLimit);
  }
  return headers['transfer-encoding'] !== undefined || length > bodyLimit;
}

/**
 * Passes a request's body on at the upstream's pace: while that reads nothing, nothing is read from
 * the caller. What comes after the upstream is done with it is thrown away, so that the caller, who
 * is still sending, can read the answer.
 */
export function createUpload(req: IncomingMessage): Upload {
  const body = new PassThrough();
  const announced = req.headers['content-length'];
  let failure: ReturnType<Upload['failure']> = null;
  let size = 0;

  const fail = (why: NonNullable<typeof failure>) => {
    failure ??= why;
    body.destroy(new Error(why));
  };
  const left = () => {
    if (!req.complete) {
      fail('caller_left');
    }
  };
  // Heard by who reads it; without a listener it would end the process.
  body.on('error', () => undefined);
  body.on('drain', () => req.resume());
  body.on('close', () => req.resume());
  req.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > uploadLimit) {
      fail('too_large');
      req.destroy();
    } else if (!body.destroyed && !body.write(chunk)) {
      req.pause();
    }
  });
  req.on('end', () => body.end());
  req.on('error', left);
  req.on('close', left);
  if (req.destroyed) {
    left();
  }
  const length = announced === undefined ? undefined : Number(announced);
  return { body, length, failure: () => failure };
}

/** What the caller is told whose body was too large; it may be gone by then. */
export function uploadError(): AppError {
  return tooLarge(uploadLimit);
}

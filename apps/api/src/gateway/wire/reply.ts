import type { ServerResponse } from 'node:http';

/** A whole reply, ready to be written. */
export interface WholeReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** A JSON reply of our own. */
export function jsonReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): WholeReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** So many bytes earn the patience for a stalled reader once more: at 30 s, 70 kB a second. */
const bytesPerPatience = 2 * 1024 * 1024;

/**
 * Hangs up on a caller who does not read what was written: until then it fills our memory. To be called
 * when all of a reply was written. A deadline and no wait for silence, because a caller who reads
 * nothing may well go on sending.
 */
export function hangUpOnStalled(res: ServerResponse, millis: number): void {
  const begin = () => {
    if (!res.writableFinished && !res.destroyed) {
      const patience = millis * (1 + res.writableLength / bytesPerPatience);
      const timer = setTimeout(() => res.destroy(), patience);
      res.once('close', () => clearTimeout(timer));
    }
  };
  // A pipelined reply waits for the one before it; its time begins when it has the socket.
  if (res.socket === null) {
    res.once('socket', begin);
  } else {
    begin();
  }
}

const bodiless = (status: number) => status === 204 || status === 304;

/** Writes a reply, unless the caller is gone; nothing here throws. */
export function sendReply(res: ServerResponse, reply: WholeReply): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  // A reply to HEAD says the length of a body that it does not have.
  const known = bodiless(reply.status) || reply.headers['content-length'] !== undefined;
  const length = known ? {} : { 'content-length': String(reply.body.length) };
  res.writeHead(reply.status, { ...reply.headers, ...length });
  res.end(bodiless(reply.status) ? undefined : reply.body);
}

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

import type { ReplyHead } from './upstreams.js';

/** Whether a reply is a stream of server-sent events; an error never is. */
export function isEventStream({ status, headers }: ReplyHead): boolean {
  const type = headers['content-type'];
  const good = status >= 200 && status < 300;
  return good && typeof type === 'string' && /^text\/event-stream\b/i.test(type);
}

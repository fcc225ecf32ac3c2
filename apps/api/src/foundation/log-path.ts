import { sha256Hex } from './digests.js';

const connection = /^(\/gateway\/c\/)([^/]+)(.*)$/;

/**
 * A request's path as it may be logged: without the query (links carry tokens there), and with the
 * secret of a connection URL replaced by the start of its hash.
 */
export function logPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  const match = connection.exec(path);
  return match === null
    ? path
    : `${match[1]}sha256:${sha256Hex(match[2] ?? '').slice(0, 12)}${match[3]}`;
}

import { sha256Hex } from './digests.js';

const ownSecret = /tc(?:r_(?:live|test)|c)_[0-9A-Za-z]+/g;
const connection = /^(\/gateway\/c\/)([^/]+)(.*)$/;

const hashed = (secret: string) => `sha256:${sha256Hex(secret).slice(0, 12)}`;

/**
 * A request's path as it may be logged: without the query (links carry tokens there), and with the
 * secret of a connection URL, and what looks like one of our secrets anywhere, replaced by the start of
 * its hash.
 */
export function logPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  const match = connection.exec(path);
  const without = match === null ? path : `${match[1]}${hashed(match[2] ?? '')}${match[3]}`;
  return without.replaceAll(ownSecret, hashed);
}

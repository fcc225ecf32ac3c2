import type { Readable } from 'node:stream';
import { sameText } from '../foundation/digests.js';
import type { Upstreams } from './upstream/upstreams.js';

const timeLimitMillis = 5000;
const mostBytes = 16 * 1024;

async function textOf(body: Readable): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) {
      return null;
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

function holds(text: string, content: string): boolean {
  return text
    .split(/\r?\n/)
    .map((line) => sameText(line.trim(), content))
    .includes(true);
}

/**
 * Looks for a line in a file of somebody else's: at its exact address, redirects are not followed,
 * in five seconds and 16 KiB, under the address rules. Nothing of the line is in the request, so
 * that a server which repeats what it is asked proves nothing. Answers null, or what is wrong.
 */
export function createFindProof(upstreams: Pick<Upstreams, 'open'>) {
  return async (proof: { readonly url: string; readonly content: string }) => {
    const headers = { accept: 'text/plain', 'accept-encoding': 'identity' };
    const url = new URL(proof.url);
    const result = await upstreams.open(
      { url, method: 'GET', headers, body: null, timeLimitMillis, large: 'refuse' },
      () => true,
    );
    if (result.kind !== 'live') {
      return 'Nothing answered there within five seconds.';
    }
    try {
      if (result.status >= 300 && result.status < 400) {
        return `It answered ${result.status}; redirects are not followed.`;
      }
      if (result.status !== 200) {
        return `It answered ${result.status} instead of 200.`;
      }
      const text = await textOf(result.rest);
      if (text === null) {
        return 'It is larger than 16 KiB.';
      }
      return holds(text, proof.content) ? null : 'It does not have this line.';
    } catch {
      return 'It did not come whole within five seconds.';
    } finally {
      result.abort();
      result.done();
      result.rest.on('error', () => undefined).resume();
    }
  };
}

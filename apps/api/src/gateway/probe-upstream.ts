import { AppError } from '../foundation/app-error.js';
import { cardAddresses } from './a2a/cards.js';
import type { Upstreams } from './upstream/upstreams.js';

const timeLimitMillis = 5_000;

/** What is about to be published. */
interface Probed {
  readonly kind: 'a2a' | 'http' | 'telexai' | 'openai';
  readonly url: string;
}

/**
 * Calls an upstream before it is published: any answer will do for an HTTP API, an A2A agent must
 * show its card. Throws 400 `upstream_not_answering`.
 */
export function createProbe(upstreams: Pick<Upstreams, 'request'>) {
  async function statusAndBody(url: URL): Promise<{ status: number; body: string } | undefined> {
    const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
    const result = await upstreams.request({
      ...{ url, method: 'GET', headers, body: null, timeLimitMillis, large: 'refuse' },
    });
    return result.kind === 'whole'
      ? { status: result.status, body: result.body.toString('utf8') }
      : undefined;
  }

  return async function probe({ kind, url }: Probed): Promise<void> {
    if (kind !== 'a2a') {
      if ((await statusAndBody(new URL(url))) === undefined) {
        throw notAnswering(`Nothing answered at ${url} within five seconds.`);
      }
      return;
    }
    for (const address of cardAddresses(url)) {
      const answer = await statusAndBody(address);
      if (answer?.status === 200 && isCard(answer.body)) {
        return;
      }
    }
    throw notAnswering(
      `No agent card was found beside ${url}, such as /.well-known/agent-card.json.`,
    );
  };
}

function isCard(text: string): boolean {
  try {
    const card: unknown = JSON.parse(text);
    return typeof card === 'object' && card !== null && 'name' in card;
  } catch {
    return false;
  }
}

function notAnswering(detail: string): AppError {
  return new AppError(400, 'upstream_not_answering', detail);
}

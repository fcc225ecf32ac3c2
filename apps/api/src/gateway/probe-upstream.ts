import { AppError } from '../foundation/app-error.js';
import { cardAddresses } from './a2a/cards.js';
import type { ModuleCalls } from './signing/module-calls.js';

const timeLimitMillis = 5_000;

/** What is about to be published. */
interface Probed {
  readonly id: string;
  readonly kind: 'a2a' | 'http' | 'telexai' | 'openai';
  readonly url: string;
}

/** Calls an upstream before it is published. */
export type Probe = (upstream: Probed) => Promise<void>;

/**
 * Calls an upstream before it is published: any answer will do for an HTTP API, an A2A agent must
 * show its card. Throws 400 `upstream_not_answering`.
 */
export function createProbe(calls: Pick<ModuleCalls, 'request'>): Probe {
  async function statusAndBody(
    url: URL,
    moduleId: string,
  ): Promise<{ status: number; body: string } | undefined> {
    const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
    const result = await calls.request(
      { url, method: 'GET', headers, body: null, timeLimitMillis, large: 'refuse' },
      { moduleId, usageId: null, organisationId: null },
    );
    return result.kind === 'whole'
      ? { status: result.status, body: result.body.toString('utf8') }
      : undefined;
  }

  return async function probe({ id, kind, url }) {
    if (kind !== 'a2a') {
      if ((await statusAndBody(new URL(url), id)) === undefined) {
        throw notAnswering(`Nothing answered at ${url} within five seconds.`);
      }
      return;
    }
    for (const address of cardAddresses(url)) {
      const answer = await statusAndBody(address, id);
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

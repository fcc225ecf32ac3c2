import { AppError } from '../../foundation/app-error.js';
import type { Environment } from '../../foundation/environment.js';
import type { CallableModule } from '../../foundation/ports.js';
import { noAnswerError } from '../metering/no-answer.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import type { UpstreamResult } from '../upstream/upstreams.js';
import { jsonReply, type WholeReply } from '../wire/reply.js';
import { safetyHeaders } from '../wire/reply-headers.js';

type Loose = Record<string, unknown>;

const freshMillis = 60_000;
const cardsKept = 1000;
const timeLimitMillis = 15_000;
const names = ['agent-card.json', 'agent.json'];

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Interfaces that speak JSON-RPC, at our address; others do not go through the gateway. */
function ourInterfaces(interfaces: unknown, address: string): Loose[] {
  const all = Array.isArray(interfaces) ? interfaces.filter(isLoose) : [];
  return all
    .filter((one) => /^jsonrpc$/i.test(String(one.transport ?? one.protocolBinding ?? 'JSONRPC')))
    .map((one) => ({ ...one, url: address }));
}

/** A card with the gateway's address in place of the agent's own; its signatures no longer hold. */
function rewrittenCard(card: Loose, address: string): Loose {
  const { signatures: _signatures, ...rest } = card;
  const result: Loose = { ...rest };
  if ('url' in card) {
    result.url = address;
  }
  for (const list of ['additionalInterfaces', 'supportedInterfaces']) {
    if (list in card) {
      result[list] = ourInterfaces(card[list], address);
    }
  }
  return result;
}

/** Where an agent's card may be: under its own URL, then at its origin's root. */
export function cardAddresses(upstreamUrl: string): URL[] {
  const { origin, pathname } = new URL(upstreamUrl);
  const own = pathname.replace(/\/+$/, '');
  const bases = own === '' ? [''] : [own, ''];
  return bases.flatMap((base) =>
    names.map((name) => new URL(`${origin}${base}/.well-known/${name}`)),
  );
}

function readCard(result: UpstreamResult): Loose | undefined {
  if (result.kind !== 'whole' || result.status !== 200) {
    return undefined;
  }
  try {
    const card: unknown = JSON.parse(result.body.toString('utf8'));
    return isLoose(card) ? card : undefined;
  } catch {
    return undefined;
  }
}

/** Agents' cards, fetched from their upstreams and kept for a minute. */
export function createCards(deps: {
  readonly moduleCalls: ModuleCalls;
  readonly environment: Environment;
}) {
  const kept = new Map<string, { readonly at: number; readonly card: Loose }>();

  async function fetchCard({ id: moduleId, upstreamUrl }: CallableModule): Promise<Loose> {
    let last: UpstreamResult | undefined;
    for (const url of cardAddresses(upstreamUrl)) {
      const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
      last = await deps.moduleCalls.request(
        { url, method: 'GET', headers, body: null, timeLimitMillis, large: 'refuse' },
        { moduleId, usageId: null, organisationId: null },
      );
      const card = readCard(last);
      if (card !== undefined) {
        return card;
      }
      if (last.kind !== 'whole') {
        throw noAnswerError(last);
      }
    }
    throw new AppError(404, 'agent_card_not_found', 'The agent has no card at its address.');
  }

  async function cardOf(module: CallableModule): Promise<Loose> {
    const now = deps.environment.now().getTime();
    const before = kept.get(module.upstreamUrl);
    if (before !== undefined && now - before.at < freshMillis) {
      return before.card;
    }
    const card = await fetchCard(module);
    kept.delete(module.upstreamUrl);
    kept.set(module.upstreamUrl, { at: now, card });
    const oldest = kept.size > cardsKept ? kept.keys().next().value : undefined;
    if (oldest !== undefined) {
      kept.delete(oldest);
    }
    return card;
  }

  return {
    /** Throws 404 `agent_card_not_found`, 502 and 504. */
    async reply(
      module: CallableModule,
      at: { readonly address: string; readonly cacheControl: string },
    ): Promise<WholeReply> {
      const card = rewrittenCard(await cardOf(module), at.address);
      const headers = { ...safetyHeaders, 'cache-control': at.cacheControl };
      return jsonReply(200, card, headers);
    },
  };
}

export type Cards = ReturnType<typeof createCards>;

import { AppError } from '../../foundation/app-error.js';
import type { GatewayDeps } from '../deps.js';
import type { IncomingCall, PublicRoute } from '../metering/route.js';
import type { Cards } from './cards.js';
import { agentBySlug, agentOfConnection } from './find-agent.js';

const cardNames = ['agent-card.json', 'agent.json'];

function notFound(): AppError {
  return new AppError(404, 'module_not_found', 'There is no such published module.');
}

/** Agents' cards, by slug and by connection URL: they need no key and cost nothing. */
export function createCardRoutes(
  deps: Pick<GatewayDeps, 'modules' | 'identities' | 'config'> & { readonly cards: Cards },
): PublicRoute[] {
  const { modules, config } = deps;

  async function publicCard(call: IncomingCall) {
    const slug = call.params.slug ?? '';
    const module = await agentBySlug(modules, slug);
    if (module === undefined) {
      throw notFound();
    }
    const address = `${config.publicUrl}/gateway/a2a/${slug}`;
    return await deps.cards.reply(module, { address, cacheControl: 'public, max-age=60' });
  }

  async function connectionCard(call: IncomingCall) {
    const token = call.params.token ?? '';
    const identity = await deps.identities.byConnection(token);
    const module = identity && (await agentOfConnection(modules, identity.moduleIds));
    if (module === undefined) {
      throw notFound();
    }
    const address = `${config.publicUrl}/gateway/c/${token}`;
    return await deps.cards.reply(module, { address, cacheControl: 'no-store' });
  }

  return cardNames.flatMap((name): PublicRoute[] => [
    {
      ...{ name: 'a2a.card', method: 'GET', shape: 'problem', access: 'public' },
      path: `/gateway/a2a/{slug}/.well-known/${name}`,
      answer: publicCard,
    },
    {
      ...{ name: 'a2a.connection-card', method: 'GET', shape: 'problem', access: 'public' },
      path: `/gateway/c/{token}/.well-known/${name}`,
      answer: connectionCard,
    },
  ]);
}

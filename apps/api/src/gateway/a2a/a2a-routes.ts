import { AppError } from '../../foundation/app-error.js';
import type { CallableModule } from '../../foundation/ports.js';
import type { GatewayDeps } from '../deps.js';
import type { GatewayRoute, IncomingCall, Prepared, SpendingRoute } from '../metering/route.js';
import { rpcErrorReply } from '../refusals/shapes.js';
import { readBody } from '../wire/read-body.js';
import type { Cards } from './cards.js';
import { RpcError, readingFields, readRequest } from './envelope.js';
import type { PushMethods } from './push-methods.js';
import type { Send } from './send.js';
import type { MethodCall, TaskMethods } from './task-methods.js';

interface A2aDeps extends Pick<GatewayDeps, 'modules' | 'identities' | 'config'> {
  readonly send: Send;
  readonly taskMethods: TaskMethods;
  readonly pushMethods: PushMethods;
  readonly cards: Cards;
}

const cardNames = ['agent-card.json', 'agent.json'];

function notFound(): AppError {
  return new AppError(404, 'module_not_found', 'There is no such published module.');
}

/** Agents by slug and by connection URL, with their cards. */
export function createA2aRoutes(deps: A2aDeps): GatewayRoute[] {
  const { modules, config } = deps;

  async function agent(slug: string): Promise<CallableModule | undefined> {
    const module = await modules.bySlug(slug);
    return module?.kind === 'a2a' ? module : undefined;
  }

  async function agentOfConnection(moduleIds: readonly string[] | null) {
    const module = await modules.byId(moduleIds?.[0] ?? '');
    return module?.kind === 'a2a' ? module : undefined;
  }

  async function work(method: MethodCall): Promise<Prepared> {
    switch (method.request.method) {
      case 'send':
        return await deps.send(method.call, method.request, method);
      case 'get':
      case 'cancel':
        return { kind: 'reply', reply: await deps.taskMethods.forward(method) };
      case 'list':
        return { kind: 'reply', reply: await deps.taskMethods.list(method) };
      case 'stream':
      case 'card':
        throw deps.taskMethods.unavailable(method);
      default:
        return { kind: 'reply', reply: await deps.pushMethods(method) };
    }
  }

  const prepare: SpendingRoute['prepare'] = async (call, spender) => {
    const body = await readBody(call.req);
    try {
      const request = readRequest(body);
      call.rpcId = request.rpcId;
      return await readingFields(request.rpcId, () => work({ call, request, ...spender }));
    } catch (error) {
      if (error instanceof RpcError) {
        const { code, message, rpcId } = error;
        return { kind: 'reply', reply: rpcErrorReply(200, { code, message }, rpcId) };
      }
      throw error;
    }
  };

  const common = { method: 'POST', shape: 'jsonrpc', prepare } as const;
  const bySlug: SpendingRoute = {
    ...common,
    name: 'a2a',
    path: '/gateway/a2a/{slug}',
    access: 'key',
    locate: (call) => agent(call.params.slug ?? ''),
  };
  const byConnection: SpendingRoute = {
    ...common,
    name: 'a2a.connection',
    path: '/gateway/c/{token}',
    access: 'connection',
    locate: (_call, identity) => agentOfConnection(identity.moduleIds),
  };

  async function publicCard(call: IncomingCall) {
    const slug = call.params.slug ?? '';
    const module = await agent(slug);
    if (module === undefined) {
      throw notFound();
    }
    const address = `${config.publicUrl}/gateway/a2a/${slug}`;
    return await deps.cards.reply(module, { address, cacheControl: 'public, max-age=60' });
  }

  async function connectionCard(call: IncomingCall) {
    const token = call.params.token ?? '';
    const identity = await deps.identities.byConnection(token);
    const module = identity && (await agentOfConnection(identity.moduleIds));
    if (module === undefined) {
      throw notFound();
    }
    const address = `${config.publicUrl}/gateway/c/${token}`;
    return await deps.cards.reply(module, { address, cacheControl: 'no-store' });
  }

  const cards = cardNames.flatMap((name): GatewayRoute[] => [
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
  return [bySlug, byConnection, ...cards];
}

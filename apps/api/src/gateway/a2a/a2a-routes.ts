import type { GatewayDeps } from '../deps.js';
import type { Prepared, SpendingRoute } from '../metering/route.js';
import { rpcErrorReply } from '../refusals/shapes.js';
import { readBody } from '../wire/read-body.js';
import { RpcError, readingFields, readRequest } from './envelope.js';
import { agentBySlug, agentOfConnection } from './find-agent.js';
import type { PushMethods } from './push-methods.js';
import type { Send } from './send.js';
import type { Subscribe } from './subscribe.js';
import type { MethodCall, TaskMethods } from './task-methods.js';
import { namedVersion } from './version.js';

interface A2aDeps extends Pick<GatewayDeps, 'modules'> {
  readonly send: Send;
  readonly subscribe: Subscribe;
  readonly taskMethods: TaskMethods;
  readonly pushMethods: PushMethods;
}

/** Agents by slug and by connection URL. */
export function createA2aRoutes(deps: A2aDeps): SpendingRoute[] {
  async function work(method: MethodCall): Promise<Prepared> {
    switch (method.request.method) {
      case 'send':
      case 'stream':
        return await deps.send(method.call, method.request, method);
      case 'subscribe':
        return await deps.subscribe(method);
      case 'get':
      case 'cancel':
        return { kind: 'reply', reply: await deps.taskMethods.forward(method) };
      case 'list':
        return { kind: 'reply', reply: await deps.taskMethods.list(method) };
      case 'card':
        throw deps.taskMethods.noCard(method);
      default:
        return { kind: 'reply', reply: await deps.pushMethods(method) };
    }
  }

  const prepare: SpendingRoute['prepare'] = async (call, spender) => {
    const body = await readBody(call.req);
    try {
      const request = readRequest(body);
      call.rpcId = request.rpcId;
      namedVersion(call, request.rpcId);
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
    locate: (call) => agentBySlug(deps.modules, call.params.slug ?? ''),
  };
  const byConnection: SpendingRoute = {
    ...common,
    name: 'a2a.connection',
    path: '/gateway/c/{token}',
    access: 'connection',
    locate: (_call, identity) => agentOfConnection(deps.modules, identity.moduleIds),
  };

  return [bySlug, byConnection];
}

import type { CallableModule } from '../../foundation/ports.js';
import type { GatewayDeps, TelexAiUpstream } from '../deps.js';
import { noAnswerError } from '../metering/no-answer.js';
import type { IncomingCall, PricedRequest, SpendingRoute } from '../metering/route.js';
import type { ModelList } from '../prices/model-list.js';
import { isEventStream } from '../upstream/event-stream.js';
import type { Upstreams } from '../upstream/upstreams.js';
import { readBody } from '../wire/read-body.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { upstreamHeaders } from '../wire/request-headers.js';
import { chatEnd } from './chat-ends.js';
import type { ChatPricing } from './chat-pricing.js';
import { readChat } from './chat-request.js';

interface TelexAiDeps extends Pick<GatewayDeps, 'modules' | 'config'> {
  readonly upstreams: Upstreams;
  readonly models: ModelList;
  readonly pricing: ChatPricing;
  readonly telexAi: TelexAiUpstream;
}

const common = { shape: 'telexai', access: 'key' } as const;

function locator(deps: Pick<TelexAiDeps, 'modules' | 'telexAi'>) {
  return async () => {
    const module = await deps.modules.bySlug(deps.telexAi.moduleSlug);
    return module?.kind === 'telexai' ? module : undefined;
  };
}

/** `GET /gateway/telexai/models`: needs a key, costs nothing. */
function modelsRoute(deps: TelexAiDeps): SpendingRoute {
  return {
    ...common,
    name: 'telexai.models',
    method: 'GET',
    path: '/gateway/telexai/models',
    locate: locator(deps),
    async prepare() {
      const result = await deps.models.list();
      if (result.kind !== 'whole') {
        throw noAnswerError(result);
      }
      const { status, body } = result;
      return { kind: 'reply', reply: { status, headers: callerHeaders(result.headers), body } };
    },
  };
}

/** `POST /gateway/telexai/chat`: priced per token, by the documented estimate. */
function chatRoute(deps: TelexAiDeps): SpendingRoute {
  async function prepare(call: IncomingCall, module: CallableModule): Promise<PricedRequest> {
    const body = await readBody(call.req);
    const chat = readChat(call, body);
    const quote = await deps.pricing.quote(module, chat);
    const headers = upstreamHeaders(call.req.headers, { secrets: [call.secret], readsReply: true });

    return {
      kind: 'priced',
      worst: quote.worst,
      creditPrice: quote.creditPrice,
      affordable: quote.affordable,
      asked: null,
      async forward() {
        const result = await deps.upstreams.open(
          {
            url: new URL(`${deps.telexAi.base}/telexai/chat${call.search}`),
            method: 'POST',
            headers: { ...headers, 'x-agent-api-key': deps.telexAi.apiKey },
            body,
            timeLimitMillis: module.timeLimitSeconds * 1000,
            large: 'refuse',
          },
          isEventStream,
        );
        return chatEnd(result, { quote, price: module.price.price });
      },
    };
  }

  return {
    ...common,
    name: 'telexai.chat',
    method: 'POST',
    path: '/gateway/telexai/chat',
    locate: locator(deps),
    prepare: (call, { module }) => prepare(call, module),
  };
}

/** Routes that answer 404 in their own shape while no Telex AI is configured. */
function missing(name: string, method: 'GET' | 'POST', path: string): SpendingRoute {
  const unreachable = () => Promise.reject(new Error('a module that is not there was called'));
  return {
    ...common,
    ...{ name, method, path },
    locate: async () => undefined,
    prepare: unreachable,
  };
}

/** The drop-in for the Telex AI API. */
export function createTelexAiRoutes(
  deps: Omit<TelexAiDeps, 'telexAi' | 'models'> & {
    readonly telexAi: TelexAiUpstream | null;
    readonly models: ModelList | null;
  },
): SpendingRoute[] {
  const { telexAi, models } = deps;
  if (telexAi === null || models === null) {
    return [
      missing('telexai.models', 'GET', '/gateway/telexai/models'),
      missing('telexai.chat', 'POST', '/gateway/telexai/chat'),
    ];
  }
  const ready = { ...deps, telexAi, models };
  return [modelsRoute(ready), chatRoute(ready)];
}

import { AppError } from '../../foundation/app-error.js';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { GatewayDeps, OpenAiUpstream } from '../deps.js';
import { noAnswerError } from '../metering/no-answer.js';
import { roomOf } from '../metering/room.js';
import type { IncomingCall, PricedRequest, SpendingRoute } from '../metering/route.js';
import type { ModelList } from '../prices/model-list.js';
import { isEventStream } from '../upstream/event-stream.js';
import type { Upstreams } from '../upstream/upstreams.js';
import { readBody } from '../wire/read-body.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { upstreamHeaders } from '../wire/request-headers.js';
import { openAiEnd } from './openai-ends.js';
import type { OpenAiPricing, OpenAiQuote } from './openai-pricing.js';
import { changedBody, type OpenAiRequest, readOpenAiRequest } from './openai-request.js';
import { apiRoot } from './openai-source.js';

interface OpenAiDeps extends Pick<GatewayDeps, 'modules' | 'ledger' | 'limits'> {
  readonly upstreams: Upstreams;
  readonly models: ModelList;
  readonly pricing: OpenAiPricing;
  readonly openAi: OpenAiUpstream;
}

const common = { shape: 'openai', access: 'key' } as const;
const named = {
  models: { name: 'openai.models', method: 'GET', path: '/gateway/openai/v1/models' },
  chat: { name: 'openai.chat', method: 'POST', path: '/gateway/openai/v1/chat/completions' },
  embeddings: { name: 'openai.embeddings', method: 'POST', path: '/gateway/openai/v1/embeddings' },
} as const;

function locator({ modules, openAi }: Pick<OpenAiDeps, 'modules' | 'openAi'>) {
  return async () => {
    const module = await modules.bySlug(openAi.moduleSlug);
    return module?.kind === 'openai' ? module : undefined;
  };
}

/** `GET /gateway/openai/v1/models`: needs a key, costs nothing. */
function modelsRoute(deps: OpenAiDeps): SpendingRoute {
  return {
    ...common,
    ...named.models,
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

/** Who asks, and for which module. */
interface Spender {
  readonly identity: SpendingIdentity;
  readonly module: CallableModule;
}

/** What a spending request asks for, priced and ready to be sent. */
interface Ready {
  readonly quote: OpenAiQuote;
  readonly body: Buffer;
  readonly hidesUsage: boolean;
}

/** Headers that would choose among accounts of ours. */
const ofOurAccount = ['openai-organization', 'openai-project'];

function headersFor(call: IncomingCall, openAi: OpenAiUpstream) {
  const passed = upstreamHeaders(call.req.headers, { secrets: [call.secret], readsReply: true });
  const kept = Object.entries(passed).filter(([name]) => !ofOurAccount.includes(name));
  return { ...Object.fromEntries(kept), authorization: `Bearer ${openAi.apiKey}` };
}

function spendingRoute(
  deps: OpenAiDeps,
  route: typeof named.chat | typeof named.embeddings,
): SpendingRoute {
  const chats = route === named.chat;

  /**
   * The caller's opt-in: where the balance or a limit does not cover the completion, a shorter one is
   * asked for. The hold decides; what other calls take meanwhile is refused as ever.
   */
  async function lowered(call: IncomingCall, spender: Spender, quote: OpenAiQuote) {
    const asked = call.req.headers['x-credits-degrade'];
    if (!chats || !quote.perToken || (asked !== '1' && asked !== 'true')) {
      return null;
    }
    const room = await roomOf(deps, spender);
    const most = quote.affordable(room);
    return quote.worst.credits > room && most > 0n ? most : null;
  }

  async function readied(call: IncomingCall, spender: Spender): Promise<Ready> {
    const { module } = spender;
    const bytes = await readBody(call.req);
    const request: OpenAiRequest = readOpenAiRequest(bytes);
    const { body, model } = request;
    if (chats !== Array.isArray(body.messages)) {
      const needed = chats ? 'a list of "messages"' : '"input", and no "messages"';
      throw new AppError(400, 'invalid_request', `The body needs ${needed}.`);
    }
    const quote = await deps.pricing.quote(module, body, model);
    const maxTokens = await lowered(call, spender, quote);
    const askUsage = chats && quote.perToken && body.stream === true && !request.wantsUsage;
    const changed = changedBody(request, { askUsage, maxTokens });
    return {
      hidesUsage: askUsage,
      body: askUsage || maxTokens !== null ? changed : bytes,
      quote:
        maxTokens === null
          ? quote
          : await deps.pricing.quote(module, readOpenAiRequest(changed).body, model),
    };
  }

  async function prepare(call: IncomingCall, spender: Spender): Promise<PricedRequest> {
    const { quote, body, hidesUsage } = await readied(call, spender);
    const { module } = spender;
    const path = chats ? 'chat/completions' : 'embeddings';
    const url = new URL(`${apiRoot(deps.openAi.base)}/${path}${call.search}`);
    const headers = headersFor(call, deps.openAi);
    return {
      kind: 'priced',
      ...{ worst: quote.worst, creditPrice: quote.creditPrice, affordable: quote.affordable },
      asked: null,
      async forward() {
        const result = await deps.upstreams.open(
          {
            ...{ url, method: 'POST', headers, body },
            timeLimitMillis: module.timeLimitSeconds * 1000,
            large: 'refuse',
          },
          isEventStream,
        );
        return openAiEnd(result, { quote, hidesUsage, price: module.price.price });
      },
    };
  }

  return {
    ...common,
    ...route,
    locate: locator(deps),
    prepare,
  };
}

/** Routes that answer 404 in their own shape while no such upstream is configured. */
function missing(route: (typeof named)[keyof typeof named]): SpendingRoute {
  const unreachable = () => Promise.reject(new Error('a module that is not there was called'));
  return { ...common, ...route, locate: async () => undefined, prepare: unreachable };
}

/** The drop-in for an OpenAI base URL. */
export function createOpenAiRoutes(
  deps: Omit<OpenAiDeps, 'openAi' | 'models'> & {
    readonly openAi: OpenAiUpstream | null;
    readonly models: ModelList | null;
  },
): SpendingRoute[] {
  const { openAi, models } = deps;
  if (openAi === null || models === null) {
    return Object.values(named).map(missing);
  }
  const ready = { ...deps, openAi, models };
  return [
    modelsRoute(ready),
    spendingRoute(ready, named.chat),
    spendingRoute(ready, named.embeddings),
  ];
}

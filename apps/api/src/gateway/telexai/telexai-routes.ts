import { AppError } from '../../foundation/app-error.js';
import type { CallableModule } from '../../foundation/ports.js';
import type { GatewayDeps, TelexAiUpstream } from '../deps.js';
import type { Verdict } from '../metering/call-facts.js';
import { noAnswerError } from '../metering/no-answer.js';
import type { CallEnd, IncomingCall, PricedRequest, SpendingRoute } from '../metering/route.js';
import type { ModelList } from '../prices/model-list.js';
import { errorsBillable } from '../prices/price-call.js';
import type { UpstreamResult, Upstreams } from '../upstream/upstreams.js';
import { readBody } from '../wire/read-body.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { upstreamHeaders } from '../wire/request-headers.js';
import { type ChatPricing, completionText } from './chat-pricing.js';
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

/**
 * Business success is a 2xx whose envelope does not say error. Half a document, or a page in its
 * place, is no answer; events are what `stream: true` is announced to bring.
 */
function isSuccess({ status, headers, body }: UpstreamResult & { kind: 'whole' }): boolean {
  if (status < 200 || status >= 300) {
    return false;
  }
  try {
    const envelope: unknown = JSON.parse(body.toString('utf8'));
    const said = typeof envelope === 'object' && envelope !== null && 'status' in envelope;
    return !(said && envelope.status === 'error');
  } catch {
    return /^text\/event-stream\b/i.test(String(headers['content-type'] ?? ''));
  }
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

    function endOf(result: UpstreamResult): CallEnd {
      if (result.kind === 'large') {
        throw new AppError(502, 'upstream_failed', 'The answer is too large. Nothing was charged.');
      }
      if (result.kind !== 'whole') {
        return { kind: 'no_answer', result };
      }
      const { status } = result;
      const success = isSuccess(result);
      const priced =
        success || errorsBillable(module.price.price)
          ? quote.priceOf(completionText(result.body))
          : null;
      const outcome = success ? 'success' : 'upstream_error';
      const verdict: Verdict = { outcome, priced, upstreamStatus: status };
      const reply = { status, headers: callerHeaders(result.headers), body: result.body };
      return { kind: 'ended', verdict, reply };
    }

    return {
      kind: 'priced',
      worst: quote.worst,
      creditPrice: quote.creditPrice,
      affordable: quote.affordable,
      asked: null,
      async forward() {
        return endOf(
          await deps.upstreams.request({
            url: new URL(`${deps.telexAi.base}/telexai/chat${call.search}`),
            method: 'POST',
            headers: { ...headers, 'x-agent-api-key': deps.telexAi.apiKey },
            body,
            timeLimitMillis: module.timeLimitSeconds * 1000,
            large: 'refuse',
          }),
        );
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

import type { OpenAiUpstream } from '../deps.js';
import { parseUsd, zero } from '../prices/exact.js';
import type { ModelSource, PricedModel } from '../prices/model-list.js';
import { isLoose } from './usage.js';

/** Where the API is: a base without a path gets `/v1`, as OpenAI's own; any other is taken as it is. */
export function apiRoot(base: string): string {
  return new URL(base).pathname === '/' ? `${base.replace(/\/+$/, '')}/v1` : base;
}

function bookOf({ prices }: OpenAiUpstream): PricedModel[] {
  const count = (value: number | undefined) => (value === undefined ? null : BigInt(value));
  return Object.entries(prices).map(([model, price]) => ({
    price: {
      model,
      prompt: parseUsd(price.prompt),
      completion: parseUsd(price.completion),
      request: price.request === undefined ? zero : parseUsd(price.request),
      image: price.image === undefined ? zero : parseUsd(price.image),
      cached: price.cached === undefined ? null : parseUsd(price.cached),
    },
    maxCompletionTokens: count(price.maxCompletionTokens),
    contextLength: count(price.contextLength),
  }));
}

/** Prices: the operator's book first, then `pricing` in the upstream's own list, where it has some. */
export function openAiSource(upstream: OpenAiUpstream): ModelSource {
  return {
    url: `${apiRoot(upstream.base)}/models`,
    headers: { authorization: `Bearer ${upstream.apiKey}` },
    entries: (json) => (isLoose(json) ? json.data : undefined),
    book: bookOf(upstream),
    provider: 'openai',
    shownAs: '/gateway/openai/v1/models',
  };
}

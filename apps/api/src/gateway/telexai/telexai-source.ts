import type { TelexAiUpstream } from '../deps.js';
import type { ModelSource } from '../prices/model-list.js';

function dataOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined;
}

/** Telex AI's list of models: `data.data[]`, with the prices in it. */
export function telexAiSource({ base, apiKey }: TelexAiUpstream): ModelSource {
  return {
    url: `${base}/telexai/models`,
    headers: { 'x-agent-api-key': apiKey },
    entries: (json) => dataOf(dataOf(json)),
    book: [],
    provider: 'telexai',
    shownAs: '/gateway/telexai/models',
  };
}

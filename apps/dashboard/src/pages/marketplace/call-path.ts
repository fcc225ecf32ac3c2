import { joinPath } from '../../api/gateway.js';
import type { Listing } from '../../hooks/marketplace.js';

type Called = Pick<Listing, 'kind' | 'endpoint'>;

/** The path to which a module's calls go. The AI chat's endpoint is a base with two routes. */
export function callPath({ kind, endpoint }: Called): string {
  switch (kind) {
    case 'telexai':
      return joinPath(chatBase(endpoint), 'chat');
    case 'openai':
      return joinPath(endpoint, 'chat/completions');
    default:
      return endpoint;
  }
}

/** The path that lists an AI chat's models. */
export function modelsPath({ endpoint }: Called): string {
  return joinPath(chatBase(endpoint), 'models');
}

function chatBase(endpoint: string): string {
  return endpoint.replace(/\/chat\/?$/, '');
}

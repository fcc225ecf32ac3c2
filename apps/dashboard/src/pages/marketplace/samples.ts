import { agentMessage } from '../../api/agent-text.js';
import { joinPath } from '../../api/gateway.js';
import type { Listing } from '../../hooks/marketplace.js';
import { callPath } from './call-path.js';

/** A model that the example names; the reader puts in one of the list. */
const EXAMPLE_MODEL = 'MODEL';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
}

/** A call of the module that works when a key is put in. */
function exampleRequest(listing: Listing, origin: string): Request {
  const url = `${origin}${callPath(listing)}`;
  switch (listing.kind) {
    case 'a2a':
      return { method: 'POST', url, body: agentMessage('Hello there', '1') };
    case 'telexai':
    case 'openai':
      return {
        method: 'POST',
        url,
        body: JSON.stringify({
          model: EXAMPLE_MODEL,
          messages: [{ role: 'user', content: 'Hello there' }],
        }),
      };
    case 'http':
      return { method: 'GET', url: `${origin}${joinPath(listing.endpoint, '')}`, body: null };
  }
}

/** The call as a shell command. */
export function curlSample(listing: Listing, origin: string): string {
  const { method, url, body } = exampleRequest(listing, origin);
  return [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}'${url}'`,
    `  -H "Authorization: Bearer $TELEX_CREDITS_KEY"`,
    ...(body === null ? [] : [`  -H 'Content-Type: application/json'`, `  -d '${body}'`]),
  ].join(' \\\n');
}

/** The call as JavaScript for a server. */
export function fetchSample(listing: Listing, origin: string): string {
  const { method, url, body } = exampleRequest(listing, origin);
  const lines = [
    `const reply = await fetch('${url}', {`,
    `  method: '${method}',`,
    '  headers: {',
    `    Authorization: \`Bearer \${process.env.TELEX_CREDITS_KEY}\`,`,
    ...(body === null ? [] : [`    'Content-Type': 'application/json',`]),
    '  },',
    ...(body === null ? [] : [`  body: JSON.stringify(${indent(body)}),`]),
    '});',
    `console.log(await reply.text(), reply.headers.get('X-Credits-Charged'));`,
  ];
  return lines.join('\n');
}

function indent(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2).replace(/\n/g, '\n  ');
}

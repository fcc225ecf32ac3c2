import type { IncomingHttpHeaders } from 'node:http';

/** Headers of a caller that never reach an upstream, by reason. All others are passed on. */
const withheld: Readonly<Record<string, readonly string[]>> = {
  'belongs to the connection, not to the message': [
    'connection',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'expect',
    'http2-settings',
  ],
  'is written again for the upstream': ['host', 'content-length'],
  'is a secret of the caller, or of ours': [
    'authorization',
    'proxy-authorization',
    'proxy-authenticate',
    'x-api-key',
    'x-agent-api-key',
    'cookie',
  ],
  'speaks to the gateway': [
    'idempotency-key',
    'x-organisation-id',
    'x-request-id',
    'x-credits-degrade',
  ],
  'says what the gateway alone can say': [
    'signature',
    'signature-input',
    'signature-agent',
    'content-digest',
    'x-module-id',
    'x-usage-id',
    'x-caller-id',
  ],
  'says where the caller sits': [
    'forwarded',
    'via',
    'x-real-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'x-client-ip',
    'x-cluster-client-ip',
    'referer',
    'origin',
  ],
};
const withheldNames = new Set(Object.values(withheld).flat());
const withheldPrefixes = ['x-forwarded-', 'x-original-', 'x-envoy-', 'proxy-', 'sec-'];

/** Names that a `Connection` header adds to the hop-by-hop ones. */
export function connectionNames(value: string | string[] | undefined): Set<string> {
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return new Set(text.split(',').map((name) => name.trim().toLowerCase()));
}

/**
 * The headers that go to the upstream: all but those that are withheld, and none whose value holds
 * one of the `secrets`, wherever the caller put it. `identity` asks for a reply that can be read.
 */
export function upstreamHeaders(
  headers: IncomingHttpHeaders,
  options: { readonly secrets: readonly string[]; readonly readsReply: boolean },
): Record<string, string | string[]> {
  const hop = connectionNames(headers.connection);
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const texts = Array.isArray(value) ? value : [value ?? ''];
    const leaks = texts.some((text) => options.secrets.some((secret) => text.includes(secret)));
    const refused =
      withheldNames.has(name) ||
      hop.has(name) ||
      withheldPrefixes.some((prefix) => name.startsWith(prefix));
    if (value !== undefined && !refused && !leaks) {
      passed[name] = value;
    }
  }
  if (options.readsReply) {
    passed['accept-encoding'] = 'identity';
  }
  return passed;
}

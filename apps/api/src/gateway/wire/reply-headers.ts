import { connectionNames } from './request-headers.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Headers of an upstream that never reach the caller, by reason. All others are passed on. */
const withheld: Readonly<Record<string, readonly string[]>> = {
  'belongs to the connection, not to the message': [
    'connection',
    'keep-alive',
    'proxy-connection',
    'proxy-authenticate',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ],
  'is written again': ['content-length', 'date'],
  'would act on our own origin in a browser': [
    'set-cookie',
    'set-cookie2',
    'strict-transport-security',
    'public-key-pins',
    'alt-svc',
    'clear-site-data',
    'service-worker-allowed',
    'content-security-policy',
    'content-security-policy-report-only',
    'x-content-type-options',
    'refresh',
    'report-to',
    'nel',
    'reporting-endpoints',
    'set-auth-token',
    'sourcemap',
  ],
  'is said by the gateway only': [
    'x-usage-id',
    'x-request-id',
    'idempotent-replayed',
    'ratelimit',
    'ratelimit-policy',
  ],
  'names an account of ours': ['openai-organization', 'openai-project'],
  'holds a secret of ours': ['x-agent-api-key', 'x-api-key', 'authorization'],
};
const withheldNames = new Set(Object.values(withheld).flat());
const withheldPrefixes = ['access-control-', 'x-credits-', 'cross-origin-'];

/**
 * Whatever an upstream says comes from our own origin, where the dashboard lives: no page of it may
 * run scripts there, and no browser may guess a type.
 */
export const safetyHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

/** The headers that go back to the caller. */
export function callerHeaders(headers: Headers): Record<string, string | string[]> {
  const hop = connectionNames(headers.connection);
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const refused =
      withheldNames.has(name) ||
      hop.has(name) ||
      withheldPrefixes.some((prefix) => name.startsWith(prefix));
    if (value !== undefined && !refused) {
      passed[name] = value;
    }
  }
  return { ...passed, ...safetyHeaders };
}

import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { Environment } from '../../foundation/environment.js';
import type { UpstreamRequest } from '../upstream/upstreams.js';
import type { SigningKeys } from './signing-keys.js';

/** What a request to a module is about; its publisher can count on it. */
export interface SignedFacts {
  /** Whom the request is for: another module refuses it. */
  readonly moduleId: string;
  /** The call that it belongs to; null for what costs nothing, such as cards. */
  readonly usageId: string | null;
  /** Who calls; the module sees a name of its own for them. Null where nobody does. */
  readonly organisationId: string | null;
}

/** Adds what makes a request verifiable to its headers. */
export type SignRequest = (request: UpstreamRequest, facts: SignedFacts) => UpstreamRequest;

/** In Signature-Input: what this signature is for, so that it counts for nothing else. */
const tag = 'telex-credits';
const nonceBytes = 16;

/** None of a body that is passed on while it comes: its bytes are not known when its head is sent. */
function digestOf(body: UpstreamRequest['body']): Record<string, string> {
  if (body !== null && !Buffer.isBuffer(body)) {
    return {};
  }
  const hash = createHash('sha256').update(body ?? '');
  return { 'content-digest': `sha-256=:${hash.digest('base64')}:` };
}

function textOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join(', ') : (value ?? '')).trim();
}

/**
 * Signs as RFC 9421 has it, with Ed25519: method, authority, path, query, the body's digest (RFC
 * 9530), its type, and our own headers, under a time and a nonce.
 */
export function createSignRequest(deps: {
  readonly keys: SigningKeys;
  readonly secretKey: string;
  readonly environment: Pick<Environment, 'now' | 'randomBytes'>;
}): SignRequest {
  const { keys, environment } = deps;
  const purpose = 'telex-credits gateway caller ids';
  const callerKey = Buffer.from(hkdfSync('sha256', deps.secretKey, '', purpose, 32));

  /** The same organisation has another id at every module, so that publishers cannot compare lists. */
  function callerIdOf(moduleId: string, organisationId: string): string {
    const mac = createHmac('sha256', callerKey).update(`${moduleId}\0${organisationId}`);
    return `clr_${mac.digest().subarray(0, nonceBytes).toString('base64url')}`;
  }

  function headersOf(request: UpstreamRequest, facts: SignedFacts): Record<string, string> {
    const { moduleId, usageId, organisationId } = facts;
    return {
      ...digestOf(request.body),
      'x-module-id': moduleId,
      ...(usageId === null ? {} : { 'x-usage-id': usageId }),
      ...(organisationId === null ? {} : { 'x-caller-id': callerIdOf(moduleId, organisationId) }),
    };
  }

  return (request, facts) => {
    const ours = headersOf(request, facts);
    const type = textOf(request.headers['content-type']);
    const { url } = request;
    const covered: [string, string][] = [
      ['@method', request.method],
      ['@authority', url.host],
      ['@path', url.pathname],
      ['@query', url.search === '' ? '?' : url.search],
      ...(type === '' ? [] : [['content-type', type] satisfies [string, string]]),
      ...Object.entries(ours),
    ];
    const key = keys.current();
    const created = Math.floor(environment.now().getTime() / 1000);
    const nonce = Buffer.from(environment.randomBytes(nonceBytes)).toString('base64url');
    const names = covered.map(([name]) => `"${name}"`).join(' ');
    const parameters = `(${names});created=${created};keyid="${key.id}";alg="ed25519";nonce="${nonce}";tag="${tag}"`;
    const lines = covered.map(([name, value]) => `"${name}": ${value}\n`).join('');
    // Header bytes as they go over the wire.
    const base = Buffer.from(`${lines}"@signature-params": ${parameters}`, 'latin1');
    const signature = key.sign(base).toString('base64');
    return {
      ...request,
      headers: {
        ...request.headers,
        ...ours,
        'signature-input': `telex=${parameters}`,
        signature: `telex=:${signature}:`,
      },
    };
  };
}

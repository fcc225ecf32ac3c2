import { TelexCreditsError } from './errors.js';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const toleranceSeconds = 300;

/**
 * Whether a webhook was signed with this secret (`whsec_…`), as Standard Webhooks has it: HMAC-SHA-256
 * over id, time and the body's bytes as they came, not older or newer than five minutes. Answers the
 * body read as JSON; throws `invalid_webhook`. Header names are in lower case, as Node gives them.
 */
export async function verifyWebhook(
  secret: string,
  headers: Headers,
  rawBody: Uint8Array | string,
): Promise<unknown> {
  const id = textOf(headers['webhook-id']);
  const time = textOf(headers['webhook-timestamp']);
  const age = Math.abs(Date.now() / 1000 - Number(time));
  if (id === '' || !/^\d{1,12}$/.test(time) || age > toleranceSeconds) {
    throw invalid('It has no id, or its time is missing or more than five minutes off.');
  }
  const body = typeof rawBody === 'string' ? rawBody : new TextDecoder().decode(rawBody);
  const bytes = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : rawBody;
  const secretBytes = decodeBase64(secret.replace(/^whsec_/, ''));
  if (secretBytes === undefined || secretBytes.length === 0) {
    throw invalid('The secret is no base64.');
  }
  const key = await crypto.subtle.importKey(
    'raw',
    secretBytes,
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const signed = join(new TextEncoder().encode(`${id}.${time}.`), bytes);
  const signatures = textOf(headers['webhook-signature'])
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .slice(0, 10);
  for (const signature of signatures) {
    const mac = decodeBase64(signature.slice(3));
    // Compares in constant time.
    if (mac !== undefined && (await crypto.subtle.verify('HMAC', key, mac, signed))) {
      return parse(body);
    }
  }
  throw invalid('No signature of it was made with this secret over these bytes.');
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw invalid('Its body is no JSON.');
  }
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}

function invalid(why: string): TelexCreditsError {
  return new TelexCreditsError({
    code: 'invalid_webhook',
    detail: `Not a webhook of ours. ${why}`,
  });
}

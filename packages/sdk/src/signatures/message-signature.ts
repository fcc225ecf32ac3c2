import { type Member, readDictionary } from './structured-fields.js';

/** A public key of Web Crypto, by the name that every runtime's types have. */
export type VerifyingKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Headers as Node has them, by names in lower case, or as `fetch` has them. */
export type MessageHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Pick<Headers, 'get'>;

/** A request before its body was read. */
export interface MessageHead {
  readonly method: string;
  /** A full address, or path and query alone, as Node's `req.url` is. */
  readonly url: string;
  readonly headers: MessageHeaders;
  /** The host that was asked, with its port: for requests whose Host header a proxy has changed. */
  readonly authority?: string | undefined;
}

/** One signature of a request, not verified yet. */
export interface MessageSignature {
  /** Names of what it covers, in its order. */
  readonly covered: readonly string[];
  readonly parameters: Member['parameters'];
  /** What follows `"@signature-params": `, as it was sent. */
  readonly source: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A header's value, several joined; undefined where it is not there. */
export function headerOf(headers: MessageHeaders, name: string): string | undefined {
  const value =
    'get' in headers && typeof headers.get === 'function'
      ? (headers.get(name) ?? undefined)
      : (headers as Exclude<MessageHeaders, Pick<Headers, 'get'>>)[name];
  return typeof value === 'string' ? value : value?.join(', ');
}

/**
 * The signatures that a request carries, as RFC 9421 writes them. Left out are those that cover
 * something in a way which is not understood here, or the same thing twice.
 */
export function signaturesOf(headers: MessageHeaders): MessageSignature[] {
  const inputs = readDictionary(headerOf(headers, 'signature-input') ?? '');
  const values = readDictionary(headerOf(headers, 'signature') ?? '');
  return [...(inputs ?? [])].flatMap(([label, { list, parameters, source }]) => {
    const signature = values?.get(label)?.value;
    const covered = (list ?? []).map(({ value, parameters: { size } }) =>
      size === 0 && typeof value === 'string' ? value : '',
    );
    const clear = !covered.includes('') && new Set(covered).size === covered.length;
    return list !== null && clear && signature instanceof Uint8Array
      ? [{ covered, parameters, source, signature }]
      : [];
  });
}

/**
 * The text that was signed; undefined where it covers what the request does not have, or what is not
 * known here (`@method`, `@authority`, `@path`, `@query` and headers are).
 */
function signatureBase(head: MessageHead, signature: MessageSignature): string | undefined {
  const values = signature.covered.map((name) => componentOf(head, name));
  if (values.includes(undefined)) {
    return undefined;
  }
  const lines = signature.covered.map((name, index) => `"${name}": ${values[index]}\n`);
  return `${lines.join('')}"@signature-params": ${signature.source}`;
}

function componentOf(head: MessageHead, name: string): string | undefined {
  if (!name.startsWith('@')) {
    return /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)
      ? headerOf(head.headers, name)?.trim()
      : undefined;
  }
  const { target, host } = placeOf(head.url);
  const mark = target.indexOf('?');
  switch (name) {
    case '@method':
      return head.method;
    case '@authority':
      return (head.authority ?? host ?? headerOf(head.headers, 'host'))?.toLowerCase();
    case '@path':
      return (mark === -1 ? target : target.slice(0, mark)) || '/';
    case '@query':
      return mark === -1 ? '?' : target.slice(mark);
    default:
      return undefined;
  }
}

function placeOf(url: string): { readonly target: string; readonly host: string | undefined } {
  if (!/^https?:\/\//i.test(url)) {
    return { target: url, host: undefined };
  }
  const { pathname, search, host } = new URL(url);
  return { target: `${pathname}${search}`, host };
}

/** Whether an Ed25519 key made the signature over this request. */
export async function isSignedBy(
  key: VerifyingKey,
  head: MessageHead,
  signature: MessageSignature,
): Promise<boolean> {
  const base = signatureBase(head, signature);
  const bytes = base === undefined ? undefined : latin1(base);
  return (
    bytes !== undefined && (await crypto.subtle.verify('Ed25519', key, signature.signature, bytes))
  );
}

/** Header bytes as they came over the wire; undefined for a text that no wire carries. */
function latin1(text: string): Uint8Array<ArrayBuffer> | undefined {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  return codes.every((code) => code <= 0xff) ? Uint8Array.from(codes) : undefined;
}

/** Whether `Content-Digest` (RFC 9530) holds the SHA-256 of these bytes. */
export async function isDigestOf(
  headers: MessageHeaders,
  body: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const said = readDictionary(headerOf(headers, 'content-digest') ?? '')?.get('sha-256')?.value;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  return (
    said instanceof Uint8Array &&
    said.length === digest.length &&
    digest.every((byte, index) => byte === said[index])
  );
}

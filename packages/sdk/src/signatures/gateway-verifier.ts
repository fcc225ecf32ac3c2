import { TelexCreditsError } from '../errors.js';
import { rootOf } from '../options.js';
import { type IsFirstUse, rememberNonces } from './first-use.js';
import { type FindKey, keysOfServer } from './key-source.js';
import {
  headerOf,
  isDigestOf,
  isSignedBy,
  type MessageHead,
  type MessageSignature,
  signaturesOf,
} from './message-signature.js';

/** How a module tells requests of the gateway from all others. */
export interface GatewayVerifierOptions {
  /** The root of the Telex Credits server, which publishes the keys. */
  readonly baseUrl: string;
  /** Your module's id, or the ids of all modules that this server runs. */
  readonly moduleId: string | readonly string[];
  /** How far the signature's time may be off: 60 unless told. */
  readonly toleranceSeconds?: number | undefined;
  /** Host and port of the published address, where a proxy before you changes the Host header. */
  readonly authority?: string | undefined;
  /**
   * Remembers what was seen, so that nothing counts twice. In this process, unless told; give your own
   * where several processes share the work.
   */
  readonly isFirstUse?: IsFirstUse | undefined;
  /**
   * Also takes requests whose bodies the gateway passed on while they came: over 8 MiB, or in chunks of
   * no announced length. Their bytes are not covered by the signature. False unless told.
   */
  readonly streamedBodies?: boolean | undefined;
  /** Used instead of the system's clock. */
  readonly now?: (() => Date) | undefined;
  /** Used instead of the global one. */
  readonly fetch?: typeof fetch | undefined;
}

/** A request as it came. */
export interface GatewayRequest extends Omit<MessageHead, 'authority'> {
  /** The bytes as they came; a function is asked for them only when the signature is good. */
  readonly body: Uint8Array | string | null | (() => Promise<Uint8Array>);
}

/** What the gateway says about a request. */
export interface GatewayCall {
  readonly moduleId: string;
  /** Names the receipt of the call; null for what costs nothing, such as cards. */
  readonly usageId: string | null;
  /** The organisation that calls, by an id that only this module sees; null where nobody calls. */
  readonly callerId: string | null;
}

/** Verifies one request. Throws `TelexCreditsError` with status 401, or 503 without keys. */
export type GatewayVerifier = (request: GatewayRequest) => Promise<GatewayCall>;

const tag = 'telex-credits';
const always = ['@method', '@authority', '@path', '@query', 'x-module-id'];
/** What must be covered where it is there: it changes what a request means. */
const whereThere = ['content-type', 'content-digest', 'x-usage-id', 'x-caller-id'];

/**
 * Makes a function that lets requests through which the gateway signed for this module: RFC 9421
 * with Ed25519, over method, address, body and our headers, once, and not older than a minute. It
 * refuses with `unsigned_request`, `invalid_signature`, `unknown_signing_key`, `expired_signature`,
 * `wrong_module`, `body_not_signed` and `replayed_signature`, all 401, and with 503
 * `signing_keys_unavailable`.
 */
export function createGatewayVerifier(options: GatewayVerifierOptions): GatewayVerifier {
  const { moduleId, toleranceSeconds = 60, authority } = options;
  const modules = typeof moduleId === 'string' ? [moduleId] : moduleId;
  const fetcher = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const now = options.now ?? (() => new Date());
  const findKey = keysOfServer(rootOf(options.baseUrl), { fetch: fetcher, now });
  const isFirstUse = options.isFirstUse ?? rememberNonces({ now });
  const toleranceMs = toleranceSeconds * 1000;

  return async (request) => {
    const head: MessageHead = { ...request, authority };
    const { signature, keyId, created, nonce } = signatureOf(head);
    await verifySignature(findKey, keyId, head, signature);
    const createdAt = created * 1000;
    if (Math.abs(now().getTime() - createdAt) > toleranceMs) {
      throw refused(
        'expired_signature',
        `The signature's time is more than ${toleranceSeconds} seconds off. Set the clock of this server.`,
      );
    }
    const named = headerOf(head.headers, 'x-module-id') ?? '';
    if (!modules.includes(named)) {
      throw refused('wrong_module', 'The request was signed for another module.');
    }
    await verifyBody(request, options.streamedBodies ?? false);
    if (!(await isFirstUse(nonce, new Date(createdAt + toleranceMs)))) {
      throw refused('replayed_signature', 'The request was here before.');
    }
    return {
      moduleId: named,
      usageId: headerOf(head.headers, 'x-usage-id') ?? null,
      callerId: headerOf(head.headers, 'x-caller-id') ?? null,
    };
  };
}

/** Throws unless the body is the one that was signed, or one that could not be and may come. */
async function verifyBody({ headers, body }: GatewayRequest, mayStream: boolean): Promise<void> {
  if (headerOf(headers, 'content-digest') === undefined) {
    if (!mayStream) {
      throw refused(
        'body_not_signed',
        'This body was passed on while it came, so the signature does not cover it. Announce its length, at most 8 MiB, or have the module take streamedBodies.',
      );
    }
  } else if (!(await isDigestOf(headers, await bytesOf(body)))) {
    throw refused('invalid_signature', 'The body is not the one that was signed.');
  }
}

interface Claimed {
  readonly signature: MessageSignature;
  readonly keyId: string;
  readonly created: number;
  readonly nonce: string;
}

/** The signature that claims to be the gateway's and covers all that it must. */
function signatureOf(head: MessageHead): Claimed {
  const signature = signaturesOf(head.headers).find(
    ({ parameters }) => parameters.get('tag') === tag,
  );
  if (signature === undefined) {
    throw refused(
      'unsigned_request',
      'Only the Telex Credits gateway may call this. Call the module through the gateway.',
    );
  }
  const present = whereThere.filter((name) => headerOf(head.headers, name) !== undefined);
  const missing = [...always, ...present].filter((name) => !signature.covered.includes(name));
  const { parameters } = signature;
  const [keyId, created, nonce] = ['keyid', 'created', 'nonce'].map((name) => parameters.get(name));
  const isEd25519 = (parameters.get('alg') ?? 'ed25519') === 'ed25519';
  if (
    missing.length > 0 ||
    !isEd25519 ||
    typeof keyId !== 'string' ||
    typeof nonce !== 'string' ||
    !Number.isSafeInteger(created)
  ) {
    const lacks = missing.length === 0 ? '' : ` It does not cover ${missing.join(', ')}.`;
    throw refused('invalid_signature', `The signature is none of the gateway's.${lacks}`);
  }
  return { signature, keyId, nonce, created: Number(created) };
}

async function verifySignature(
  findKey: FindKey,
  keyId: string,
  head: MessageHead,
  signature: MessageSignature,
): Promise<void> {
  const key = await findKey(keyId);
  if (key === undefined) {
    throw refused('unknown_signing_key', 'The gateway has no such key.');
  }
  if (!(await isSignedBy(key, head, signature))) {
    throw refused(
      'invalid_signature',
      'The signature is not over this method, address and these headers. Does a proxy change them?',
    );
  }
}

async function bytesOf(body: GatewayRequest['body']): Promise<Uint8Array<ArrayBuffer>> {
  const read = typeof body === 'function' ? await body() : (body ?? '');
  return typeof read === 'string' ? new TextEncoder().encode(read) : new Uint8Array(read);
}

function refused(code: string, detail: string): TelexCreditsError {
  return new TelexCreditsError({ status: 401, code, detail });
}

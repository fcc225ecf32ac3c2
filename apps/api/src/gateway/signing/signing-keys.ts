import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import type { SigningKey } from '@telex-credits/contracts';

const dayMillis = 86_400_000;
/** A key signs for 30 days, counted from 1970 in UTC. */
const periodMillis = 30 * dayMillis;
/** Before and after these a key is published too: caches learn it ahead, and late replies still verify. */
const overlapMillis = dayMillis;
/** An Ed25519 private key in PKCS #8 is this and its 32 bytes (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that signs now. */
export interface CurrentKey {
  /** The thumbprint of its public half (RFC 7638). */
  readonly id: string;
  /** An Ed25519 signature. */
  sign(bytes: Buffer): Buffer;
}

/** The keys that requests to modules are signed with: the same ones in every process. */
export interface SigningKeys {
  current(): CurrentKey;
  /** Public halves of the key that signs now and of those that signed, or will, within a day. */
  published(): SigningKey[];
}

interface Pair extends CurrentKey {
  readonly jwk: SigningKey;
}

function pairFrom(seed: Buffer): Pair {
  const key: KeyObject = createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const x = String(createPublicKey(key).export({ format: 'jwk' }).x);
  const named = `{"crv":"Ed25519","kty":"OKP","x":"${x}"}`;
  const id = createHash('sha256').update(named).digest('base64url');
  return {
    id,
    jwk: { kty: 'OKP', crv: 'Ed25519', kid: id, x, use: 'sig' },
    sign: (bytes) => sign(null, bytes, key),
  };
}

/**
 * Makes the keys from the server's secret: one for every 30 days, which nothing has to store, and
 * which all processes change at the same moment. A new `SECRET_KEY` replaces them all at once.
 */
export function createSigningKeys(secretKey: string, now: () => Date): SigningKeys {
  const made = new Map<number, Pair>();

  function keyOf(period: number): Pair {
    const kept = made.get(period);
    if (kept !== undefined) {
      return kept;
    }
    const purpose = `telex-credits gateway signing ${period}`;
    const pair = pairFrom(Buffer.from(hkdfSync('sha256', secretKey, '', purpose, 32)));
    made.set(period, pair);
    made.delete(period - 2);
    return pair;
  }

  const periodAt = (millis: number) => Math.floor(millis / periodMillis);

  return {
    current: () => keyOf(periodAt(now().getTime())),
    published() {
      const at = now().getTime();
      const around = [at - overlapMillis, at, at + overlapMillis].map(periodAt);
      return [...new Set(around)].map((period) => keyOf(period).jwk);
    },
  };
}

import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomPlaces = 43;
const checksumPlaces = 6;
const shape = /^(tcr_live_|tcr_test_|tcc_)([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/** How a secret begins: API keys of either mode, and the tokens of connection URLs. */
export type SecretPrefix = 'tcr_live_' | 'tcr_test_' | 'tcc_';

/**
 * A secret: 32 random bytes in base 62, and a checksum by which a mistyped or made-up one is told
 * without asking the store, and leaked ones are found by scanners.
 */
export function makeSecret(
  prefix: SecretPrefix,
  randomBytes: (count: number) => Uint8Array,
): string {
  const number = randomBytes(32).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const body = `${prefix}${digits(number, randomPlaces)}`;
  return `${body}${checksum(body)}`;
}

/** Whether a text can be one of our secrets at all. */
export function isWellFormed(secret: string, kind: 'key' | 'connection'): boolean {
  const match = shape.exec(secret);
  const isConnection = match?.[1] === 'tcc_';
  return (
    match !== null &&
    isConnection === (kind === 'connection') &&
    match[3] === checksum(`${match[1]}${match[2]}`)
  );
}

/** What people may see of a secret: its start and its last four characters. */
export function hintOf(prefix: SecretPrefix, secret: string): string {
  return `${prefix}…${secret.slice(-4)}`;
}

function checksum(text: string): string {
  return digits(BigInt(crc32(text)), checksumPlaces);
}

function digits(number: bigint, places: number): string {
  let rest = number;
  let text = '';
  for (let place = 0; place < places; place += 1) {
    text = base62.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

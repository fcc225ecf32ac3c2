import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * Makes ids that sort by time: prefix, 9 characters of milliseconds, 14 random ones (base 57).
 * Inside one millisecond, and when the clock goes back, the time part never falls, so a fresh id of
 * one process sorts after the ids before it but for the random part.
 */
export function makeNewId(
  now: () => Date,
  randomBytes: (count: number) => Uint8Array,
): (prefix: string) => string {
  let newest = 0;
  return (prefix) => {
    newest = Math.max(newest, now().getTime());
    return `${prefix}_${encodeTime(newest)}${encodeRandom(randomBytes(14))}`;
  };
}

/**
 * An id that follows from `seed` and `at` alone, shaped as fresh ones are: the same input gives the
 * same id in every process. `seed` carries whatever makes the object one of a kind.
 */
export function derivedId(
  prefix: string,
  from: { readonly seed: string; readonly at: Date },
): string {
  const bytes = createHash('sha256').update(`${prefix}\0${from.seed}`).digest();
  return `${prefix}_${encodeTime(from.at.getTime())}${encodeRandom(bytes.subarray(0, 14))}`;
}

function encodeTime(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let place = 0; place < 9; place += 1) {
    text = alphabet.charAt(rest % alphabet.length) + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}

// 256 % 57 leaves a bias of under 2 % a character; 14 characters still carry over 80 bits.
function encodeRandom(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += alphabet.charAt(byte % alphabet.length);
  }
  return text;
}

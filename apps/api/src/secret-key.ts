import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The key that sessions are signed with. Where none is configured, in development, one is made on
 * the first start and kept in `file`, readable by its owner only.
 */
export function secretKeyFrom(options: {
  readonly configured: string | null;
  readonly file: string;
  readonly randomBytes: (count: number) => Uint8Array;
}): string {
  const { configured, file, randomBytes } = options;
  if (configured !== null) {
    return configured;
  }
  mkdirSync(dirname(file), { recursive: true });
  const fresh = Buffer.from(randomBytes(32)).toString('base64url');
  try {
    // `wx`: of two processes that start at once, one makes the key and both use it.
    writeFileSync(file, fresh, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

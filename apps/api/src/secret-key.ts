import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DocumentStore, defineCollection, UniqueViolation } from '@telex-credits/store';
import { z } from 'zod';
import type { Config } from './config.js';

interface KeyPlaces {
  readonly documents: DocumentStore;
  readonly randomBytes: (count: number) => Uint8Array;
}

/**
 * The key that sessions are signed with. Where none is configured, in development, one is made on
 * the first start and kept: beside the database in a file, or, where several processes may share the
 * database, in the database itself.
 */
export async function secretKeyFor(
  { secretKey: configured, database }: Pick<Config, 'secretKey' | 'database'>,
  { documents, randomBytes }: KeyPlaces,
): Promise<string> {
  if (database.kind === 'sqlite') {
    const file = join(database.folder, 'secret.key');
    return secretKeyFrom({ configured, file, randomBytes });
  }
  return configured ?? keptSecretKey(documents, freshKey(randomBytes));
}

const installationSecrets = defineCollection({
  name: 'installation_secrets',
  schema: z.strictObject({ id: z.string(), value: z.string() }),
  indexes: {},
});

/** Of two processes that start at once, one makes the key and both use it. */
async function keptSecretKey(documents: DocumentStore, fresh: string): Promise<string> {
  const secrets = documents.collection(installationSecrets);
  const id = 'secret_key';
  try {
    await secrets.insert({ id, value: fresh });
    return fresh;
  } catch (error) {
    const kept = error instanceof UniqueViolation ? await secrets.get(id) : undefined;
    if (kept === undefined) {
      throw error;
    }
    return kept.doc.value;
  }
}

function freshKey(randomBytes: KeyPlaces['randomBytes']): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}

/** The configured key, or the one in `file`, made when missing and readable by its owner only. */
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
  try {
    // `wx`: of two processes that start at once, one makes the key and both use it.
    writeFileSync(file, freshKey(randomBytes), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

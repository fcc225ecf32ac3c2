import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const demoFileSchema = z.object({
  /** Of all demo accounts of this database. */
  password: z.string(),
  /** The buyer's key for the first call that is printed. */
  apiKey: z.string().nullable(),
  /** Where the demo's modules ran last. */
  port: z.number().int().nullable(),
});

/** What the demo keeps beside its database, because the database keeps secrets as hashes only. */
export type DemoFile = z.infer<typeof demoFileSchema>;

/** Reads the file, or makes up what a first start needs. Throws when it is there but unreadable. */
export function readDemoFile(path: string, randomBytes: (count: number) => Uint8Array): DemoFile {
  if (existsSync(path)) {
    return demoFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  }
  const password = Buffer.from(randomBytes(12)).toString('base64url');
  const fresh: DemoFile = { password, apiKey: null, port: null };
  // Before the accounts are made: a crash between the two must not leave a password nobody knows.
  writeDemoFile(path, fresh);
  return fresh;
}

/** Writes the file whole, readable by its owner only. */
export function writeDemoFile(path: string, file: DemoFile): void {
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

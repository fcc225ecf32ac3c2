import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { exportSqliteJournal } from '@telex-credits/store-sqlite';
import { type DatabaseLocation, parseDatabaseUrl } from './database-url.js';

/** Characters that are gathered before they are written. */
const chunkSize = 1 << 20;

/**
 * Writes the whole journal of the ledger that `databaseUrl` names into `file` (docs/export.md) and
 * answers the export's last line. A server that runs on the ledger is not disturbed. The file has its
 * name only once it is complete and on the disk; one that is there already is replaced. Throws an
 * error that says what to do.
 */
export async function exportJournal(options: {
  readonly databaseUrl: string;
  readonly file: string;
}): Promise<string> {
  const location = parseDatabaseUrl(options.databaseUrl);
  if ('problem' in location) {
    throw new Error(`DATABASE_URL ${location.problem}`);
  }
  if (location.kind === 'sqlite' && !existsSync(location.ledgerFile)) {
    throw new Error(`there is no ledger at ${location.ledgerFile}`);
  }
  const partial = `${options.file}.partial`;
  try {
    const last = await writeLines(partial, await linesOf(location));
    renameSync(partial, options.file);
    return last;
  } finally {
    rmSync(partial, { force: true });
  }
}

async function linesOf(
  location: DatabaseLocation,
): Promise<Iterable<string> | AsyncIterable<string>> {
  if (location.kind === 'sqlite') {
    return exportSqliteJournal(location.ledgerFile);
  }
  const { exportMongoJournal } = await import('@telex-credits/store-mongo');
  return exportMongoJournal({ url: location.url });
}

async function writeLines(
  path: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<string> {
  const file = openSync(path, 'w', 0o600);
  try {
    let [chunk, last] = ['', ''];
    for await (const line of lines) {
      chunk += `${line}\n`;
      last = line;
      if (chunk.length >= chunkSize) {
        writeAll(file, chunk);
        chunk = '';
      }
    }
    writeAll(file, chunk);
    fsyncSync(file);
    return last;
  } finally {
    closeSync(file);
  }
}

/** A write may take less than it is given. */
function writeAll(file: number, chunk: string): void {
  const bytes = Buffer.from(chunk);
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(file, bytes, written);
  }
}

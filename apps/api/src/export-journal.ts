import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { exportSqliteJournal } from '@telex-credits/store-sqlite';
import { parseDatabaseUrl } from './database-url.js';

/** Characters that are gathered before they are written. */
const chunkSize = 1 << 20;

/**
 * Writes the whole journal of the ledger that `databaseUrl` names into `file` (docs/export.md) and
 * answers the export's last line. A server that runs on the ledger is not disturbed. The file has its
 * name only once it is complete and on the disk; one that is there already is replaced. Throws an
 * error that says what to do.
 */
export function exportJournal(options: {
  readonly databaseUrl: string;
  readonly file: string;
}): string {
  const location = parseDatabaseUrl(options.databaseUrl);
  if ('problem' in location) {
    throw new Error(`DATABASE_URL ${location.problem}`);
  }
  if (location.kind !== 'sqlite') {
    throw new Error('an export is made of a SQLite ledger; DATABASE_URL names another database');
  }
  if (!existsSync(location.ledgerFile)) {
    throw new Error(`there is no ledger at ${location.ledgerFile}`);
  }
  const partial = `${options.file}.partial`;
  try {
    const last = writeLines(partial, exportSqliteJournal(location.ledgerFile));
    renameSync(partial, options.file);
    return last;
  } finally {
    rmSync(partial, { force: true });
  }
}

function writeLines(path: string, lines: Iterable<string>): string {
  const file = openSync(path, 'w', 0o600);
  try {
    let [chunk, last] = ['', ''];
    for (const line of lines) {
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

import { JournalChain, journalHeader, writeCommit, writeEnd } from '@telex-credits/store';
import { type Database, openDatabase } from '../database.js';
import { text } from './rows.js';
import { checkSchema, readBaseCurrency } from './schema.js';

/**
 * The lines of an export of the whole journal (docs/export.md), of one moment, while a writer may go
 * on. Holds one entry in memory. Throws when the file is no ledger of this version, and where its
 * entries are not those that were committed: such a journal is not handed out as if it were sound.
 */
export function* exportSqliteJournal(path: string): Generator<string> {
  const db = openDatabase(path, { readOnly: true });
  try {
    checkSchema(db);
    db.exec('BEGIN');
    yield* journalLines(db);
  } finally {
    db.close();
  }
}

function* journalLines(db: Database): Generator<string> {
  const baseCurrency = readBaseCurrency(db);
  const chain = JournalChain.begin(baseCurrency);
  let [entries, commits] = [0, 0];
  yield journalHeader(baseCurrency);
  for (const row of db.prepare(journalSql).iterate()) {
    const body = text(row.body);
    chain.add(body);
    entries += 1;
    yield body;
    if (row.hash !== null) {
      const lastSeq = Number(row.seq);
      const hash = chain.seal();
      if (hash !== row.hash) {
        throw damaged(`the entries up to ${lastSeq} are not those that were committed`);
      }
      commits += 1;
      yield writeCommit({ lastSeq, hash });
    }
  }
  if (chain.isOpen) {
    throw damaged(`the entries up to ${entries} belong to no commit`);
  }
  yield writeEnd({ entries, commits, hash: chain.head });
}

/** Every entry, with its commit's hash where it is the last of one. */
export const journalSql =
  'SELECT entries.*, hash FROM entries LEFT JOIN commits ON last_seq = seq ORDER BY seq';

function damaged(what: string): Error {
  return new Error(`${what}. Run \`npm run verify\` for the whole picture`);
}

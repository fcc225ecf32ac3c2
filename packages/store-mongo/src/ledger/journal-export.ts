import { JournalChain, journalHeader, writeCommit, writeEnd } from '@telex-credits/store';
import { connectMongo, type MongoOptions } from '../connect.js';
import { readHead } from './head.js';
import { makeModels } from './models.js';
import type { EntryRow } from './rows.js';

/**
 * The lines of an export of the whole journal (docs/export.md), of one moment, while engines go on:
 * entries never change, so those up to the head are all it takes. Holds a page of entries in memory.
 * Throws when the database has no ledger of this version, and where its entries are not those that
 * were committed: such a journal is not handed out as if it were sound.
 */
export async function* exportMongoJournal(options: MongoOptions): AsyncGenerator<string> {
  const connection = await connectMongo(options, 'bigint');
  try {
    const models = makeModels(connection);
    const head = await readHead(models);
    const chain = JournalChain.begin(head.baseCurrency);
    yield journalHeader(head.baseCurrency);
    let [entries, commits] = [0, 0];
    const journal = models.entries.find({ seq: { $lte: head.seq } }).sort({ seq: 1 });
    for await (const row of journal.lean<EntryRow[]>().cursor({ batchSize: 1000 })) {
      const { body, commit, seq } = row as unknown as EntryRow;
      chain.add(body);
      entries += 1;
      yield body;
      if (commit !== null) {
        if (chain.seal() !== commit || seq !== entries) {
          throw damaged(`the entries up to ${seq} are not those that were committed`);
        }
        commits += 1;
        yield writeCommit({ lastSeq: seq, hash: commit });
      }
    }
    if (chain.head !== head.hash || chain.isOpen) {
      throw damaged(`the entries up to ${entries} do not end where the head says`);
    }
    yield writeEnd({ entries, commits, hash: chain.head });
  } finally {
    await connection.close();
  }
}

function damaged(what: string): Error {
  return new Error(`${what}. Run \`npm run verify\` for the whole picture`);
}

import { existsSync } from 'node:fs';
import type { VerifyReport } from '@telex-credits/store';
import type { Moved } from '@telex-credits/store-mongo';
import { dumpSqlite, type PlainRow, verifySqliteLedger } from '@telex-credits/store-sqlite';
import { type MongoLocation, parseDatabaseUrl, type SqliteLocation } from './database-url.js';

/** What `npm run migrate` exits with: 0 moved and equal, 1 not sound or not equal, 2 could not run. */
type MigrateCode = 0 | 1 | 2;

/** What better-auth keeps. */
const authTables = ['user', 'session', 'account', 'verification'] as const;

interface Migration {
  readonly from: SqliteLocation;
  readonly to: MongoLocation;
  readonly say: (line: string) => void;
}

/**
 * Moves everything of an embedded store into an empty MongoDB database: journal, state and refusals of
 * the ledger, documents, accounts and sessions. Reads back and compares every list, then checks every
 * rule of the new ledger and that both journals have one hash. The source is not changed; no server may
 * run on it. What an interrupted run left in the target is removed by the next.
 */
export async function migrate(options: {
  readonly from: string;
  readonly to: string;
  readonly say: (line: string) => void;
}): Promise<MigrateCode> {
  const { say } = options;
  const [from, to] = [parseDatabaseUrl(options.from), parseDatabaseUrl(options.to)];
  if ('problem' in from || from.kind !== 'sqlite' || !existsSync(from.ledgerFile)) {
    say(`--from must name an embedded store that is there, not ${options.from}`);
    return 2;
  }
  if ('problem' in to || to.kind !== 'mongodb') {
    say('--to must be like mongodb://host:27017/credits?replicaSet=rs0');
    return 2;
  }
  try {
    return await moveAll({ from, to, say });
  } catch (error) {
    say(`Nothing counts: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

async function moveAll({ from, to, say }: Migration): Promise<MigrateCode> {
  const { openMongoImport, verifyMongoDatabase } = await import('@telex-credits/store-mongo');
  const dump = dumpSqlite(from);
  try {
    const before = verifySqliteLedger(from.ledgerFile);
    if (!before.ok) {
      say(`${from.label} breaks its rules; run \`npm run verify\` on it. Nothing was moved.`);
      return 1;
    }
    say(`${from.label}: sound, ${before.lastSeq} entries. Moving to ${to.label}.`);
    const target = await openMongoImport({ url: to.url }, dump.ledger.baseCurrency);
    try {
      const equal = await moveLists(dump, target, say);
      if (!equal) {
        return 1;
      }
      await target.finish();
    } finally {
      await target.close();
    }
    return compare(before, await verifyMongoDatabase({ url: to.url }), say);
  } finally {
    dump.close();
  }
}

type Dump = ReturnType<typeof dumpSqlite>;
type Target = Awaited<
  ReturnType<Awaited<typeof import('@telex-credits/store-mongo')>['openMongoImport']>
>;

async function moveLists(dump: Dump, target: Target, say: Migration['say']): Promise<boolean> {
  let equal = true;
  const tell = (moved: Moved) => {
    equal &&= moved.equal;
    say(`  ${moved.equal ? 'ok    ' : 'BROKEN'} ${moved.name} (${moved.count})`);
  };
  for await (const moved of target.ledger(dump.ledger)) {
    tell(moved);
  }
  for (const collection of dump.collections) {
    tell(await target.documents(collection, dump.documents(collection)));
  }
  for (const table of authTables) {
    tell(await target.plain(table, authDocuments(dump.table(table))));
  }
  if (!equal) {
    say('Broken: what was read back is not what was written. The target is no ledger yet.');
  }
  return equal;
}

function compare(before: VerifyReport, after: VerifyReport, say: Migration['say']): MigrateCode {
  for (const check of after.checks.filter(({ ok }) => !ok)) {
    say(`  BROKEN ${check.name}: ${check.problems.join('; ')}`);
  }
  const same = after.head === before.head && after.lastSeq === before.lastSeq;
  if (!after.ok || !same) {
    say('Broken: the new ledger is not the old one. Go on with the old one, and tell us.');
    return 1;
  }
  say(`Moved: every list is equal, every check holds, and both journals end with ${after.head}.`);
  return 0;
}

function* authDocuments(rows: Iterable<PlainRow>): Generator<{ readonly _id: string }> {
  for (const { id, ...fields } of rows) {
    const document = Object.entries(fields).map(([name, value]) => [name, authValue(name, value)]);
    yield { ...Object.fromEntries(document), _id: String(id) };
  }
}

/** SQLite knows neither times nor booleans; better-auth's MongoDB adapter keeps both as they are. */
function authValue(name: string, value: PlainRow[string]): unknown {
  if (value === null) {
    return null;
  }
  if (/(At|_at)$/.test(name)) {
    return new Date(typeof value === 'string' ? value : Number(value));
  }
  if (name === 'emailVerified') {
    return Number(value) === 1;
  }
  return typeof value === 'bigint' ? Number(value) : value;
}

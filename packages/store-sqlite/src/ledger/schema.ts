import type { OperationType } from '@telex-credits/ledger';
import type { Database } from '../database.js';

/** Raised with every change of the tables; a file of another version is not opened. */
const schemaVersion = 3;

/** Operations that calls make all day; everything else is rare and found by an index of its own. */
const busyTypes: readonly OperationType[] = [
  'hold',
  'extend',
  'capture',
  'release',
  'charge',
  'expire',
];
const rareTypes: readonly OperationType[] = [
  'open',
  'grant',
  'freeze',
  'unfreeze',
  'reverse',
  'reinstate',
  'repay',
  'adjust',
  'mature',
  'reserve',
  'unreserve',
  'payout-start',
  'payout-settle',
  'payout-return',
  'expense',
];

/** The condition of `entries_rare`; a query must repeat it word for word to use the index. */
export const isRareSql = `type IN (${rareTypes.map((type) => `'${type}'`).join(', ')})`;

/** Whether all of these types are in `entries_rare`. */
export function areRare(types: readonly OperationType[]): boolean {
  return types.length > 0 && !types.some((type) => busyTypes.includes(type));
}

/** Credits of a lot that no hold has reserved and nothing has used. */
export const availableSql = 'size - held - spent - expired - adjusted - reversed';

/** A lot that its wallet still lists; the condition of `lots_active`. */
export const isActiveSql = 'size - spent - expired - adjusted - reversed > 0';

/** Accounts of pending earnings that hold something; the condition of `accounts_pending`. */
export const isPendingSql =
  "account >= 'earnings_pending:' AND account < 'earnings_pending;' AND balance > 0";

const tables = `
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The journal. \`body\` is the whole entry; the columns are what queries filter by.
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  at TEXT NOT NULL,
  wallet_id TEXT,
  module_id TEXT,
  key_id TEXT,
  body TEXT NOT NULL
) STRICT;
-- One index, because each costs a page of write per wallet and commit; the columns behind \`seq\` let
-- a statement be filtered without reading the entries that it leaves out.
CREATE INDEX entries_by_wallet ON entries (wallet_id, seq, type, module_id, key_id)
  WHERE wallet_id IS NOT NULL;
CREATE INDEX entries_rare ON entries (wallet_id, seq) WHERE ${isRareSql};
CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END;
CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'journal entries are never deleted'); END;

-- The chain over the journal: one row a commit that brought entries.
CREATE TABLE commits (last_seq INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
CREATE TRIGGER commits_are_never_changed BEFORE UPDATE ON commits
  BEGIN SELECT RAISE(ABORT, 'commits are never changed'); END;
CREATE TRIGGER commits_are_never_deleted BEFORE DELETE ON commits
  BEGIN SELECT RAISE(ABORT, 'commits are never deleted'); END;

-- Operations that were refused: the same id gets the same answer for ever.
CREATE TABLE refusals (
  id TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  at TEXT NOT NULL,
  refusal TEXT NOT NULL
) STRICT;

-- Everything below follows from the journal and is kept so that a decision reads a few rows.
-- The accounts wallet:<id> and debt:<id> are columns of their wallet; \`balances\` has them all.
CREATE TABLE accounts (
  account TEXT NOT NULL,
  asset TEXT NOT NULL,
  balance INTEGER NOT NULL,
  PRIMARY KEY (account, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_pending ON accounts (substr(account, -10)) WHERE ${isPendingSql};

CREATE TABLE wallets (
  id TEXT NOT NULL PRIMARY KEY,
  posted INTEGER NOT NULL,
  held INTEGER NOT NULL,
  debt INTEGER NOT NULL CHECK (debt >= 0),
  frozen TEXT NOT NULL,
  counters TEXT NOT NULL,
  version INTEGER NOT NULL,
  CHECK (held >= 0 AND posted >= held)
) STRICT, WITHOUT ROWID;

CREATE VIEW balances AS
  SELECT account, asset, balance FROM accounts
  UNION ALL SELECT 'wallet:' || id, 'CREDIT', posted FROM wallets
  UNION ALL SELECT 'debt:' || id, 'CREDIT', -debt FROM wallets;

CREATE TABLE lots (
  id TEXT NOT NULL PRIMARY KEY,
  wallet_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size > 0),
  basis INTEGER NOT NULL CHECK (basis >= 0),
  priority INTEGER NOT NULL,
  expires_at TEXT,
  source TEXT,
  seq INTEGER NOT NULL,
  held INTEGER NOT NULL CHECK (held >= 0),
  spent INTEGER NOT NULL CHECK (spent >= 0),
  expired INTEGER NOT NULL CHECK (expired >= 0),
  adjusted INTEGER NOT NULL CHECK (adjusted >= 0),
  reversed INTEGER NOT NULL CHECK (reversed >= 0),
  breakage INTEGER NOT NULL CHECK (breakage >= 0),
  indebted INTEGER NOT NULL CHECK (indebted >= 0 AND indebted <= spent),
  reversal_due INTEGER NOT NULL CHECK (reversal_due >= 0 AND reversal_due <= held),
  reversed_money INTEGER NOT NULL CHECK (reversed_money >= 0),
  takings TEXT NOT NULL,
  CHECK (${availableSql} >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX lots_active ON lots (wallet_id, seq) WHERE ${isActiveSql};
CREATE INDEX lots_expiring ON lots (expires_at)
  WHERE expires_at IS NOT NULL AND ${availableSql} > 0;

CREATE TABLE holds (
  id TEXT NOT NULL PRIMARY KEY,
  wallet_id TEXT NOT NULL,
  credits INTEGER NOT NULL CHECK (credits >= 0),
  captured INTEGER NOT NULL CHECK (captured >= 0 AND captured <= credits),
  status TEXT NOT NULL CHECK (status IN ('held', 'captured', 'released', 'expired')),
  expires_at TEXT NOT NULL,
  terms TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_open ON holds (wallet_id, expires_at) WHERE status = 'held';
CREATE INDEX holds_expiring ON holds (expires_at) WHERE status = 'held';

CREATE TABLE debts (
  id TEXT NOT NULL PRIMARY KEY,
  wallet_id TEXT NOT NULL,
  lot_id TEXT NOT NULL,
  use_entry_id TEXT NOT NULL,
  publisher_id TEXT,
  credits INTEGER NOT NULL,
  basis INTEGER NOT NULL,
  developer INTEGER NOT NULL,
  taken_from TEXT NOT NULL,
  paid_credits INTEGER NOT NULL CHECK (paid_credits >= 0 AND paid_credits <= credits),
  paid_basis INTEGER NOT NULL CHECK (paid_basis >= 0 AND paid_basis <= basis),
  paid_developer INTEGER NOT NULL CHECK (paid_developer >= 0 AND paid_developer <= developer),
  seq INTEGER NOT NULL
) STRICT;
-- \`sent\` is what a started payout pays, and through whom.
CREATE TABLE payouts (
  id TEXT NOT NULL PRIMARY KEY,
  publisher_id TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  status TEXT NOT NULL
    CHECK (status IN ('reserved', 'unreserved', 'in_transit', 'settled', 'returned')),
  sent TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX debts_by_lot ON debts (lot_id);
CREATE INDEX debts_open ON debts (wallet_id, seq, id) WHERE paid_credits < credits;
`;

/**
 * Makes the tables in an empty file. Throws when the file belongs to another version of the schema,
 * or was made for another base currency: its amounts would be misread.
 */
export function ensureSchema(db: Database, baseCurrency: string): void {
  if (storedVersion(db) === 0) {
    db.immediate(() => {
      // Another process may have been faster.
      if (storedVersion(db) === 0) {
        db.exec(tables);
        db.prepare("INSERT INTO meta VALUES ('base_currency', ?)").run(baseCurrency);
        db.exec(`PRAGMA user_version = ${schemaVersion}`);
      }
    });
  }
  checkSchema(db);
  const stored = readBaseCurrency(db);
  if (stored !== baseCurrency) {
    throw new Error(
      `the ledger was made for the base currency ${stored}, not ${baseCurrency}: set BASE_CURRENCY=${stored}`,
    );
  }
}

/** Throws when the file is no ledger of this version. */
export function checkSchema(db: Database): void {
  const version = storedVersion(db);
  if (version !== schemaVersion) {
    throw new Error(
      `the ledger has schema version ${version}, this program reads version ${schemaVersion}`,
    );
  }
}

/** The currency in which the ledger keeps nano-units. */
export function readBaseCurrency(db: Database): string {
  const row = db.prepare("SELECT value FROM meta WHERE key = 'base_currency'").get();
  return String(row?.value);
}

function storedVersion(db: Database): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}

export { type DriverDatabase, openDriver } from './database.js';
export { openSqliteDocuments } from './documents/documents.js';
export { dumpSqlite, type PlainRow } from './dump.js';
export { checkJournalExport } from './ledger/check-export.js';
export { exportSqliteJournal } from './ledger/journal-export.js';
export { LedgerLocked } from './ledger/ledger-lock.js';
export { openSqliteLedger, type SqliteLedgerOptions } from './ledger/open-ledger.js';
export { LedgerDamaged } from './ledger/recovery.js';
export { verifySqliteLedger } from './ledger/verify.js';

export { type Moved, openMongoImport } from './import.js';
export { exportMongoJournal } from './ledger/journal-export.js';
export {
  type MongoLedgerOptions,
  openMongoLedger,
  verifyMongoDatabase,
} from './ledger/open-ledger.js';
export { LedgerDamaged } from './ledger/recovery.js';
export { openMongoApp } from './open-app.js';

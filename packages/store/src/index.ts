export {
  type Collection,
  type CollectionDefinition,
  type Document,
  type DocumentStore,
  defineCollection,
  type FindQuery,
  type IndexDefinition,
  type IndexValue,
  InvalidCursor,
  type Page,
  type Stored,
  UniqueViolation,
  update,
} from './collection.js';
export type { DumpedDocument, DumpedEntry, LedgerDump } from './dump.js';
export { Batcher, type BatchWorker, type Worked } from './engine/batcher.js';
export { type Condition, type FindPlan, planFind } from './engine/find-plan.js';
export { JournalChain, type JournalCommit, journalHeader } from './journal/journal-chain.js';
export {
  type JournalEnd,
  type JournalLine,
  readJournalLine,
  writeCommit,
  writeEnd,
} from './journal/journal-lines.js';
export type {
  Balance,
  Check,
  EntryQuery,
  LedgerReader,
  LedgerStore,
  VerifyReport,
} from './ledger-store.js';
export { RuleCheck } from './verify/checklist.js';
export type { JournalRow } from './verify/journal-tally.js';
export { LedgerVerifier } from './verify/ledger-verifier.js';

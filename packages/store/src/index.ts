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
export type {
  Balance,
  Check,
  EntryQuery,
  LedgerReader,
  LedgerStore,
  VerifyReport,
} from './ledger-store.js';

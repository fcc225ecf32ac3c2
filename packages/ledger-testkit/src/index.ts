export type { MakeStore, ReopenStore } from './contract/bench.js';
export { readFacts } from './contract/read-facts.js';
export { ledgerContract } from './contract-suite.js';
export { documentStoreContract } from './document-contract.js';
export { checkInvariants, type LedgerFacts, report } from './invariants.js';
export { LedgerState } from './ledger-state.js';
export { type LedgerOptions, ModelLedger } from './model-ledger.js';
export { OperationMaker } from './operation-maker.js';

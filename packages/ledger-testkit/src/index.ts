export { checkInvariants, type LedgerFacts, report } from './invariants.js';
export { LedgerState } from './ledger-state.js';
export { type LedgerOptions, ModelLedger } from './model-ledger.js';

export { type AccountId, type Asset, accounts } from './accounts.js';
export { amountMax } from './amounts.js';
export { type BalanceChange, earningsOf, netChanges, parsePending } from './balances.js';
export {
  decodeDebt,
  decodeEntry,
  decodeHold,
  decodeLot,
  decodeOperation,
  decodePayout,
  decodeRefusal,
  encodeDebt,
  encodeEntry,
  encodeHold,
  encodeLot,
  encodeOperation,
  encodePayout,
  encodeRefusal,
} from './codec.js';
export { decide } from './decide.js';
export type { Changes, Decision, DecisionContext } from './decision.js';
export type { Entry, Transfer } from './entries.js';
export { exactJson } from './exact-json.js';
export { dueExpiries, viewHold, viewWallet } from './expiries.js';
export { fingerprint } from './fingerprint.js';
export { leftOf } from './limits.js';
export {
  available,
  compareBurnOrder,
  isActive,
  isExpired,
  spendable,
  spendableOf,
} from './lots.js';
export type {
  Adjust,
  Capture,
  Charge,
  Expense,
  Expire,
  Extend,
  Freeze,
  Grant,
  Hold,
  Json,
  LimitRef,
  Mature,
  Note,
  Open,
  Operation,
  OperationType,
  PaymentSource,
  PayoutReturn,
  PayoutSettle,
  PayoutStart,
  Reinstate,
  Release,
  Repay,
  Reservation,
  Reserve,
  Reverse,
  Terms,
  Unfreeze,
  Unreserve,
} from './operations.js';
export type { LotUse, Refusal, RefusalCode, Result, WalletAfter } from './results.js';
export type {
  Debt,
  HoldState,
  HoldStatus,
  LedgerView,
  LimitCounter,
  Lot,
  Payout,
  PayoutStatus,
  PublisherEarnings,
  RecordedUse,
  TakenPart,
  Taking,
  Wallet,
} from './state.js';

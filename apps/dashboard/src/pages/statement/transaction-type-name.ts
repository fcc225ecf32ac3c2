import type { Transaction } from '../../hooks/wallet.js';

const names: Readonly<Record<Transaction['type'], string>> = {
  grant: 'Credits in',
  hold: 'Held',
  extend: 'Hold extended',
  capture: 'Call',
  release: 'Released',
  charge: 'Charge',
  expire: 'Expired',
  freeze: 'Frozen',
  unfreeze: 'Unfrozen',
  reverse: 'Reversed',
  reinstate: 'Reinstated',
  repay: 'Debt paid',
  adjust: 'Adjusted',
};

/** A kind of statement entry as people say it. */
export function transactionTypeName(type: Transaction['type']): string {
  return names[type] ?? type;
}

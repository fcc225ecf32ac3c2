import type { WalletLimits } from '@telex-credits/contracts';
import type { LimitRef } from '@telex-credits/ledger';
import { parseCredits } from '@telex-credits/money';
import type { Capped } from '../../foundation/ports.js';
import type { Period, Periods } from './periods.js';

type PeriodName = 'day' | 'month' | 'total';

/** Counts for ever. */
const total = { name: 'total', endsAt: null } as const;

function refOf(
  limit: Pick<LimitRef, 'id' | 'level'>,
  period: Period | typeof total,
  cap: string,
): LimitRef {
  return { ...limit, period: period.name, periodEndsAt: period.endsAt, cap: parseCredits(cap) };
}

/**
 * The limits that a spend counts against, periods fixed now in the wallet's zone: the cap of its key,
 * connection or spending authorisation, the wallet's caps for the module, the wallet's day and month, and one per call.
 */
export function limitRefs(
  limits: WalletLimits,
  periods: Periods,
  spend: { readonly moduleId: string; readonly identity: Capped | null },
): LimitRef[] {
  const { moduleId, identity } = spend;
  const of = (name: PeriodName) => (name === 'total' ? total : periods[name]);
  const refs: LimitRef[] = [];
  if (limits.perCall !== null) {
    refs.push(refOf({ id: 'call', level: 'call' }, total, limits.perCall));
  }
  if (identity?.cap) {
    const { kind, id, cap } = identity;
    refs.push(refOf({ id: `${kind}:${id}`, level: kind }, of(cap.period), cap.credits));
  }
  for (const { period, cap } of limits.modules.filter((limit) => limit.moduleId === moduleId)) {
    refs.push(refOf({ id: `module:${moduleId}`, level: 'module' }, of(period), cap));
  }
  if (limits.perDay !== null) {
    refs.push(refOf({ id: 'wallet:day', level: 'wallet' }, periods.day, limits.perDay));
  }
  if (limits.perMonth !== null) {
    refs.push(refOf({ id: 'wallet:month', level: 'wallet' }, periods.month, limits.perMonth));
  }
  return refs;
}

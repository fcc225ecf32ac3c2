import { type Micros, mulDivFloor, type Nanos } from '@telex-credits/money';
import { accounts } from './accounts.js';
import { least } from './amounts.js';
import { debtId } from './debts.js';
import type { Draft } from './draft.js';
import type { Debt, RecordedUse, TakenPart } from './state.js';

interface OwedUse {
  readonly debt: Debt;
  readonly use: RecordedUse;
}

/** What a lot's debts still owe, oldest use first: the order in which they arose, backwards. */
function owedOldestUseFirst(draft: Draft, lotId: string): OwedUse[] {
  const debts = draft.view.debtsOfLot(lotId);
  const owed = new Map(
    debts.filter((debt) => debt.paidCredits < debt.credits).map((debt) => [debt.id, debt]),
  );
  const found: OwedUse[] = [];
  for (const use of draft.view.usesOfLot(lotId)) {
    const debt = owed.get(debtId(use));
    if (debt !== undefined) {
      found.push({ debt, use });
    }
    if (found.length === owed.size) {
      break;
    }
  }
  return found.reverse();
}

/** Takes `amount` off the end of what was taken: the rest, and what came off, both in order. */
function splitEnd(
  parts: readonly TakenPart[],
  amount: Nanos,
): { readonly rest: TakenPart[]; readonly end: TakenPart[] } {
  const rest = [...parts];
  const end: TakenPart[] = [];
  let missing = amount;
  while (missing > 0n) {
    const last = rest.pop();
    if (last === undefined) {
      throw new Error(`a debt lacks ${missing} of what was taken from its publisher`);
    }
    const part = least(last.amount, missing);
    if (part < last.amount) {
      rest.push({ ...last, amount: last.amount - part });
    }
    end.unshift({ ...last, amount: part });
    missing -= part;
  }
  return { rest, end };
}

/**
 * Lowers one debt. Its publisher gets back what was taken for these credits, less what payments of
 * the debt gave beyond their share (a payment may restore the whole use at once); that part is the
 * platform's, as everything that a payment has over.
 */
function cancelOne(draft: Draft, { debt, use }: OwedUse, credits: Micros): void {
  const share = debt.credits - credits;
  const developer = mulDivFloor(use.developer, share, use.credits);
  const platform = mulDivFloor(use.basis - use.developer, share, use.credits);
  const basis = developer + platform;
  const paidDeveloper = least(debt.paidDeveloper, developer);
  const restored = debt.developer - debt.paidDeveloper - (developer - paidDeveloper);
  const { rest, end } = splitEnd(debt.takenFrom, restored);
  const over = debt.developer - developer - restored;
  if (debt.publisherId !== null) {
    draft.giveBackEarnings(debt.publisherId, end);
  }
  draft.moveBase(accounts.fx, accounts.platformRevenue, debt.basis - basis - restored);
  draft.setDebt(
    {
      ...debt,
      credits: share,
      basis,
      developer,
      takenFrom: splitEnd(rest, over).rest,
      paidBasis: least(debt.paidBasis, basis),
      paidDeveloper,
    },
    debt,
  );
}

/**
 * Cancels `credits` of what the wallet owes for a lot: the inverse of `indebt`. The credits count as
 * spent again. Throws when the lot's debts owe less.
 */
export function cancelDebts(draft: Draft, lotId: string, credits: Micros): void {
  let left = credits;
  for (const owed of left === 0n ? [] : owedOldestUseFirst(draft, lotId)) {
    const part = least(owed.debt.credits - owed.debt.paidCredits, left);
    if (part > 0n) {
      cancelOne(draft, owed, part);
      left -= part;
    }
  }
  if (left > 0n) {
    throw new Error(`the debts of lot ${lotId} lack ${left} of what its wallet owes`);
  }
  const lot = draft.lot(lotId);
  draft.setLot({ ...lot, indebted: lot.indebted - credits });
}

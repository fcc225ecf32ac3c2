import { type Micros, mulDivFloor, type Nanos } from '@telex-credits/money';
import { accounts } from './accounts.js';
import { least } from './amounts.js';
import type { Draft } from './draft.js';
import { type LotPart, takeUnspent } from './lots.js';
import type { LotUse } from './results.js';
import type { Debt, RecordedUse, TakenPart } from './state.js';
import { utcDay } from './timestamps.js';

function* usesNewestFirst(draft: Draft, lotId: string, entryId: string): Iterable<RecordedUse> {
  const own = draft.uses.map((use, index) => ({ ...use, entryId, index }));
  yield* own.reverse().filter((use) => use.lotId === lotId);
  yield* draft.view.usesOfLot(lotId);
}

/** A debt that nothing has been added to yet. */
function emptyDebt(draft: Draft, id: string, use: RecordedUse): Debt {
  const none = { credits: 0n, basis: 0n, developer: 0n };
  return {
    id,
    walletId: draft.walletId,
    lotId: use.lotId,
    useEntryId: use.entryId,
    publisherId: use.publisherId,
    ...none,
    takenFrom: [],
    paidCredits: 0n,
    paidBasis: 0n,
    paidDeveloper: 0n,
    seq: draft.context.seq,
  };
}

/**
 * Takes `credits` more of one use back: the wallet owes them, the developer's and the platform's
 * parts return. Parts are floors of the whole use's share, cumulative, so that a use that was
 * taken back completely has returned exactly what it recorded.
 */
function takeBackUse(draft: Draft, before: Debt, use: RecordedUse, credits: Micros): Debt {
  const share = before.credits + credits;
  const developer = mulDivFloor(use.developer, share, use.credits);
  const platform = mulDivFloor(use.basis - use.developer, share, use.credits);
  const platformBefore = before.basis - before.developer;
  const more = developer - before.developer;
  const taken =
    use.publisherId === null ? [] : draft.takeBackEarnings(use.publisherId, use.day, more);
  draft.moveBase(accounts.platformRevenue, accounts.fx, platform - platformBefore);
  const takenFrom = joinParts(before.takenFrom, taken);
  return { ...before, credits: share, basis: developer + platform, developer, takenFrom };
}

/** One list of parts after the other; neighbours from one account become one. */
function joinParts(before: readonly TakenPart[], more: readonly TakenPart[]): TakenPart[] {
  const joined = [...before];
  for (const part of more) {
    const last = joined.at(-1);
    if (last?.account === part.account) {
      joined.splice(-1, 1, { ...last, amount: last.amount + part.amount });
    } else {
      joined.push(part);
    }
  }
  return joined;
}

/** The id of the debt that a use becomes. */
export function debtId({ entryId, lotId, index }: RecordedUse): string {
  return `${entryId}/${lotId}/${index}`;
}

/**
 * Turns `credits` that a lot has spent into debt of its wallet, newest uses first. The lot's
 * recorded uses must cover them; a store in which they do not is broken and throws.
 */
export function indebt(draft: Draft, lotId: string, credits: Micros, entryId: string): void {
  if (credits === 0n) {
    return;
  }
  const recorded = new Map(draft.view.debtsOfLot(lotId).map((debt) => [debt.id, debt]));
  let missing = credits;
  for (const use of usesNewestFirst(draft, lotId, entryId)) {
    const id = debtId(use);
    const known = draft.changedDebt(id) ?? recorded.get(id);
    // One that was reinstated whole begins anew: its age is that of this reversal.
    const before = known === undefined || known.credits === 0n ? emptyDebt(draft, id, use) : known;
    const part = least(use.credits - before.credits, missing);
    if (part > 0n) {
      draft.setDebt(takeBackUse(draft, before, use, part), before);
      missing -= part;
    }
    if (missing === 0n) {
      break;
    }
  }
  if (missing > 0n) {
    throw new Error(`the uses of lot ${lotId} lack ${missing} of its spent credits`);
  }
  const lot = draft.lot(lotId);
  draft.setLot({ ...lot, indebted: lot.indebted + credits });
}

/** The developer's part of `restored`: at the original split, never more than was taken back. */
function developerRestored(debt: Debt, restored: Nanos): Nanos {
  if (debt.basis === 0n) {
    return 0n;
  }
  const cumulative = mulDivFloor(debt.developer, debt.paidBasis + restored, debt.basis);
  const more = cumulative > debt.paidDeveloper ? cumulative - debt.paidDeveloper : 0n;
  return least(more, restored);
}

/**
 * A use that is paid out of another lot now is no longer one of its own lot: there its credits are
 * taken back for good, and a reinstatement of that purchase returns them unspent.
 */
function settleInLot(draft: Draft, lotId: string, credits: Micros): void {
  const lot = draft.lot(lotId);
  draft.setLot({
    ...lot,
    spent: lot.spent - credits,
    indebted: lot.indebted - credits,
    reversed: lot.reversed + credits,
    takings: takeUnspent(lot.takings, credits),
  });
}

function payOne(draft: Draft, debt: Debt, part: LotPart): void {
  const { kind } = draft.lot(part.lotId);
  const basis = draft.spend(part, 'available', accounts.debt(draft.walletId));
  const restored = least(basis, debt.basis - debt.paidBasis);
  const developer = debt.publisherId === null ? 0n : developerRestored(debt, restored);
  const { publisherId } = debt;
  const use: LotUse = {
    lotId: part.lotId,
    kind,
    credits: part.credits,
    basis,
    developer,
    publisherId,
    day: utcDay(draft.context.now),
  };
  draft.addUse(use);
  settleInLot(draft, debt.lotId, part.credits);
  draft.setDebt(
    {
      ...debt,
      paidCredits: debt.paidCredits + part.credits,
      paidBasis: debt.paidBasis + restored,
      paidDeveloper: debt.paidDeveloper + developer,
    },
    debt,
  );
}

/** Oldest first; the debts of one reversal by id, so that every engine pays them alike. */
function compareAge(a: Debt, b: Debt): number {
  return a.seq - b.seq || (a.id < b.id ? -1 : 1);
}

/**
 * Pays the wallet's debts, oldest first, with these parts of lots. The basis that a part releases
 * goes back to the publisher and the platform of the use that it pays, at that use's split and up to
 * what was taken back; what is over is the platform's. Throws when the parts exceed the debts.
 */
export function payDebts(draft: Draft, parts: readonly LotPart[]): void {
  const debts = [...draft.view.openDebts(draft.walletId)].sort(compareAge);
  let next = 0;
  for (const part of parts) {
    let left = part.credits;
    while (left > 0n) {
      const listed = debts[next];
      if (listed === undefined) {
        throw new Error(`the debts of wallet ${draft.walletId} lack ${left} of what it owes`);
      }
      const debt = draft.changedDebt(listed.id) ?? listed;
      const owed = debt.credits - debt.paidCredits;
      const credits = least(owed, left);
      if (credits > 0n) {
        payOne(draft, debt, { lotId: part.lotId, credits });
        left -= credits;
      }
      next += credits === owed ? 1 : 0;
    }
  }
}

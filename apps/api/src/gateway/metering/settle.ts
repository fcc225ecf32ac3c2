import type { Entry, Operation, Result } from '@telex-credits/ledger';
import { type Micros, parseCredits } from '@telex-credits/money';
import type { AppError } from '../../foundation/app-error.js';
import { ledgerRefusal, ledgerUnavailable } from '../../foundation/ledger-refusals.js';
import type { GatewayDeps } from '../deps.js';
import { wholeCalls } from '../prices/whole-calls.js';
import { type CallFacts, holdIdOf, type Outcome, receiptNote, type Verdict } from './call-facts.js';
import { submitOnce } from './submit-once.js';

/** What the end of a call did in the ledger. */
export interface Settled {
  /** The entry that the receipt is at; differs from the call's own for a late charge. */
  readonly usageId: string;
  readonly outcome: Outcome;
  /** What was charged. */
  readonly credits: Micros;
  /** What the wallet has available now; null where this end left no entry. */
  readonly available: Micros | null;
  /** False when the hold had ended and the charge after it was refused: nobody has paid. */
  readonly paid: boolean;
  /** Why nobody has paid; null where somebody has. */
  readonly refusal: AppError | null;
}

/** Ends calls in the ledger: each once, whoever asks and how often. */
export interface Settler {
  /**
   * Captures what the verdict costs, or releases the hold. Where the hold has ended already, one new
   * charge of the same amount is made; `lateAttempt` numbers these, and the next may only be used
   * once the one before was refused. Throws 503 `ledger_unavailable` when it stays unknown what
   * happened: the same call may be settled again.
   */
  settle(facts: CallFacts, verdict: Verdict, lateAttempt?: number): Promise<Settled>;
}

function availableAfter(entry: Entry): Micros | null {
  return entry.after === null ? null : entry.after.posted - entry.after.held;
}

function takenBy(entry: Entry): Micros {
  const { operation } = entry;
  return operation.type === 'capture' || operation.type === 'charge' ? operation.credits : 0n;
}

/** What an entry that ended the call says, whoever made it. */
function fromEntry(entry: Entry, fallback: Outcome): Settled {
  const outcome = entry.operation.note?.outcome;
  return {
    usageId: entry.id,
    outcome: typeof outcome === 'string' ? (outcome as Outcome) : fallback,
    credits: takenBy(entry),
    available: availableAfter(entry),
    paid: true,
    refusal: null,
  };
}

function isUnknown(result: Result): boolean {
  return (
    !result.ok &&
    ['unknown', 'overloaded', 'id_reused_with_different_body'].includes(result.refusal.code)
  );
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);

/** Id of the n-th charge after a hold's end. */
function lateUsageId(usageId: string, attempt: number): string {
  return attempt === 0 ? `${usageId}_late` : `${usageId}_late${attempt + 1}`;
}

/** The operation that ends a call: a capture, or a release where it costs nothing. */
function ending(facts: CallFacts, verdict: Verdict, at: Date): Operation {
  const { priced } = verdict;
  const base = { id: facts.usageId, holdId: holdIdOf(facts.usageId) };
  if (priced === null) {
    return { ...base, type: 'release', note: receiptNote(facts, verdict, { at, excess: 0n }) };
  }
  const credits = least(priced.credits, parseCredits(facts.held));
  // Only modules that the platform runs owe an upstream of theirs.
  const owed = facts.publisherId === null ? priced.upstreamCost : null;
  const note = receiptNote(facts, verdict, { at, excess: priced.credits - credits });
  const cost = owed === null ? {} : { upstreamCost: owed };
  return { ...base, type: 'capture', credits, ...cost, note };
}

/** Makes the settler. */
export function createSettler(
  deps: Pick<GatewayDeps, 'ledger' | 'environment' | 'logger'>,
): Settler {
  const { ledger, environment, logger } = deps;

  async function chargeLate(facts: CallFacts, verdict: Verdict, attempt: number): Promise<Settled> {
    const { priced } = verdict;
    const credits = least(priced?.credits ?? 0n, parseCredits(facts.held));
    const excess = (priced?.credits ?? 0n) - credits;
    // The limits that the hold counted against, in the period of then: its end gave that back.
    const limits = (await ledger.hold(holdIdOf(facts.usageId)))?.limits ?? [];
    const owed = facts.publisherId === null ? (priced?.upstreamCost ?? null) : null;
    const result = await submitOnce(ledger, {
      type: 'charge',
      id: lateUsageId(facts.usageId, attempt),
      walletId: facts.organisationId,
      moduleId: facts.moduleId,
      publisherId: facts.publisherId,
      developerBps: facts.developerBps,
      keyId: facts.identityId,
      credits,
      limits,
      ...(owed === null ? {} : { upstreamCost: owed }),
      note: receiptNote(facts, verdict, { at: environment.now(), excess, outcome: 'charged_late' }),
    });
    if (isUnknown(result)) {
      throw ledgerUnavailable();
    }
    if (result.ok) {
      return fromEntry(result.entry, 'charged_late');
    }
    logger.warn(
      { usageId: facts.usageId, refusal: result.refusal.code, credits: credits.toString() },
      'a call whose hold had ended could not be charged',
    );
    const refusal = ledgerRefusal(result.refusal, {
      needed: credits,
      affordable: (available) => Number(wholeCalls(available, credits)),
    });
    const { usageId } = facts;
    return { usageId, outcome: 'charged_late', credits: 0n, available: null, paid: false, refusal };
  }

  return {
    async settle(facts, verdict, lateAttempt = 0) {
      const result = await submitOnce(ledger, ending(facts, verdict, environment.now()));
      if (result.ok) {
        return fromEntry(result.entry, verdict.outcome);
      }
      if (isUnknown(result)) {
        throw ledgerUnavailable();
      }
      if (verdict.priced === null) {
        // The hold had ended by itself: nothing was taken, and nothing is to be.
        const { usageId } = facts;
        return {
          usageId,
          outcome: verdict.outcome,
          credits: 0n,
          available: null,
          paid: true,
          refusal: null,
        };
      }
      return await chargeLate(facts, verdict, lateAttempt);
    },
  };
}

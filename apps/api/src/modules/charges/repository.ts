import type { Entry, HoldState, Operation } from '@telex-credits/ledger';
import { printCredits } from '@telex-credits/money';
import type { LedgerStore } from '@telex-credits/store';
import { ledgerRefusal, ledgerUnavailable } from '../../foundation/ledger-refusals.js';
import { holdNotFound } from './errors.js';
import { type HoldNote, holdNoteOf } from './notes.js';

/** A hold made by POST /holds, with what its own entry says. */
export interface ApiHold {
  readonly hold: HoldState;
  readonly note: HoldNote;
  readonly madeAt: string;
}

/** The ledger as charges see it. */
export interface ChargeLedger {
  /**
   * Does an operation once. `make` is asked only when its id was not worked before, because what it
   * makes (limits, times, prices) depends on now and a repeated request must answer as the first.
   * Throws what the refusal means.
   */
  once(id: string, make: () => Promise<Operation>): Promise<Entry>;
  /** Throws 404 `hold_not_found` for other organisations' holds and for the gateway's. */
  hold(organisationId: string, id: string): Promise<ApiHold>;
}

export function createChargeLedger(
  ledger: Pick<LedgerStore, 'entry' | 'hold' | 'outcome' | 'submit'>,
): ChargeLedger {
  return {
    async once(id, make) {
      const result = (await ledger.outcome(id)) ?? (await ledger.submit([await make()]))[0];
      if (result === undefined) {
        throw ledgerUnavailable();
      }
      if (result.ok) {
        return result.entry;
      }
      const { refusal } = result;
      const needed = refusal.code === 'insufficient_credits' ? refusal.needed : 0n;
      throw ledgerRefusal(refusal, { needed, affordable: printCredits });
    },
    async hold(organisationId, id) {
      const hold = await ledger.hold(id);
      const entry = hold?.walletId === organisationId ? await ledger.entry(id) : undefined;
      const note = holdNoteOf(entry?.operation.note);
      if (hold === undefined || entry === undefined || note === undefined) {
        throw holdNotFound();
      }
      return { hold, note, madeAt: entry.at };
    },
  };
}

import type { Entry, HoldState, Operation } from '@telex-credits/ledger';
import { type Micros, printCredits } from '@telex-credits/money';
import type { LedgerStore } from '@telex-credits/store';
import { ledgerRefusal, ledgerUnavailable } from '../../foundation/ledger-refusals.js';
import { customersRefusal, holdNotFound } from './errors.js';
import { type HoldNote, holdNoteOf } from './notes.js';

/** A hold made by POST /holds, with what its own entry says. */
export interface ApiHold {
  readonly hold: HoldState;
  readonly note: HoldNote;
  readonly madeAt: string;
  /** The organisation that captures or releases it: the publisher, where it is by an authorisation. */
  readonly madeBy: string;
}

/** What is asked of a wallet, for a refusal to explain itself. */
export interface Asking {
  readonly credits: Micros;
  /** Whether the wallet is the caller's own; else nothing of it is told. */
  readonly isOwn: boolean;
}

/** The ledger as charges see it. */
export interface ChargeLedger {
  /**
   * Does an operation once. `make` is asked only when its id was not worked before, because what it
   * makes (limits, times, prices) depends on now and a repeated request must answer as the first.
   * Throws what the refusal means to whoever asked.
   */
  once(id: string, make: () => Promise<Operation>, asking?: Asking): Promise<Entry>;
  /**
   * A hold of the organisation's wallet, or one that it made by an authorisation. Throws 404
   * `hold_not_found` for others and for the gateway's.
   */
  hold(organisationId: string, id: string): Promise<ApiHold>;
}

/** What ends a hold asks for no credits. */
const nothing: Asking = { credits: 0n, isOwn: true };

export function createChargeLedger(
  ledger: Pick<LedgerStore, 'entry' | 'hold' | 'outcome' | 'submit'>,
): ChargeLedger {
  return {
    async once(id, make, asking = nothing) {
      const result = (await ledger.outcome(id)) ?? (await ledger.submit([await make()]))[0];
      if (result === undefined) {
        throw ledgerUnavailable();
      }
      if (result.ok) {
        return result.entry;
      }
      const { refusal } = result;
      const needed = asking.credits;
      throw asking.isOwn
        ? ledgerRefusal(refusal, { needed, affordable: printCredits })
        : customersRefusal(refusal, needed);
    },
    async hold(organisationId, id) {
      const hold = await ledger.hold(id);
      const entry = hold && (await ledger.entry(id));
      const note = holdNoteOf(entry?.operation.note);
      if (hold === undefined || entry === undefined || note === undefined) {
        throw holdNotFound();
      }
      const madeBy = note.authorisationId === null ? hold.walletId : (hold.publisherId ?? '');
      if (organisationId !== madeBy && organisationId !== hold.walletId) {
        throw holdNotFound();
      }
      return { hold, note, madeBy, madeAt: entry.at };
    },
  };
}

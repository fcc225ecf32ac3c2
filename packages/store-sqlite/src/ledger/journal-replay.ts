import { decide, type Entry, encodeEntry } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import { type Database, openDatabase } from '../database.js';
import { LedgerState } from './ledger-state.js';
import { ensureSchema } from './schema.js';

/** Operations between two commits of the new ledger. */
const batchMax = 2000;

/**
 * A new ledger in a scratch file, in which the operations of a journal are decided again one by one.
 * Everything but refusals follows from the journal, so it must come to the same entries.
 */
export class JournalReplay {
  readonly #db: Database;
  readonly #state: LedgerState;
  readonly #baseCurrency: Currency;
  #uncommitted = 0;

  constructor(path: string, baseCurrency: Currency) {
    // A scratch file is thrown away after a crash: nothing waits for the disk.
    this.#db = openDatabase(path, { cacheMebibytes: 64, durable: false });
    ensureSchema(this.#db, baseCurrency);
    this.#state = new LedgerState(this.#db, { wallets: 20_000, holds: 100_000 });
    this.#baseCurrency = baseCurrency;
  }

  /** Decides an entry's operation again; answers what is wrong with it, or null. */
  apply(entry: Entry, body: string): string | null {
    if (this.#state.statements.entryBody.get(entry.operation.id) !== undefined) {
      return `its id ${entry.operation.id} was worked before`;
    }
    if (this.#uncommitted === 0) {
      this.#db.exec('BEGIN');
    }
    const { at: now, seq } = entry;
    const context = { now, seq, baseCurrency: this.#baseCurrency };
    const decision = decide(this.#state, entry.operation, context);
    if (!decision.ok) {
      return `its operation, decided again, is refused: ${decision.refusal.code}`;
    }
    if (encodeEntry(decision.entry) !== body) {
      return 'its operation, decided again, gives another entry';
    }
    this.#state.apply(decision.entry, decision.changes);
    this.#uncommitted += 1;
    return null;
  }

  /** The journal's commit ends here; the new ledger's own hash chain follows the journal's. */
  seal(): void {
    this.#state.seal();
    if (this.#uncommitted >= batchMax) {
      this.#commit();
    }
  }

  #commit(): void {
    if (this.#uncommitted > 0) {
      this.#db.exec('COMMIT');
      this.#uncommitted = 0;
    }
  }

  close(): void {
    this.#commit();
    this.#db.close();
  }
}

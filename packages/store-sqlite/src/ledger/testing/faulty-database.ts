import { type Database, openDatabase } from '../../database.js';

/** Where a transaction fails. */
export interface Injection {
  /** Called ahead of each write, which it may make fail. */
  readonly onWrite?: () => void;
  /** Called when everything is written and nothing committed. */
  readonly beforeCommit?: () => void;
  /** Called when everything is committed and nobody knows. */
  readonly afterCommit?: () => void;
}

/** Connections to one ledger whose next transaction can be made to fail. */
export class FaultyDatabase {
  #next: Injection = {};

  /** Makes the next transaction fail; it is sound again afterwards. */
  failNext(injection: Injection): void {
    this.#next = injection;
  }

  open(path: string): Database {
    const db = openDatabase(path);
    return {
      ...db,
      prepare: (sql) => {
        const statement = db.prepare(sql);
        return {
          ...statement,
          run: (...values) => {
            this.#next.onWrite?.();
            return statement.run(...values);
          },
        };
      },
      immediate: (work) => {
        const { afterCommit } = this.#next;
        try {
          const result = db.immediate(() => {
            const worked = work();
            this.#next.beforeCommit?.();
            return worked;
          });
          afterCommit?.();
          return result;
        } finally {
          this.#next = {};
        }
      },
    };
  }
}

const messages = {
  13: 'database or disk is full',
  778: 'disk I/O error',
  1034: 'disk I/O error',
} as const;

/** SQLite's own error: 13 is a full disk, 778 a failed write, 1034 a failed fsync. */
export function sqliteFailure(errcode: keyof typeof messages): Error {
  return Object.assign(new Error(messages[errcode]), { code: 'ERR_SQLITE_ERROR', errcode });
}

import type { Currency } from '@telex-credits/money';
import { JournalChain } from '@telex-credits/store';
import { brokenUniqueIndex } from '../mongo-error.js';
import { headId, type LedgerModels } from './models.js';
import type { HeadRow } from './rows.js';

/** Raised with every change of the collections; a database of another version is not opened. */
const schemaVersion = 1;
const unfinished = 0;

/** The head of a ledger in which nothing has happened yet. */
export function firstHead(baseCurrency: Currency): HeadRow {
  const { head: hash } = JournalChain.begin(baseCurrency);
  return { _id: headId, schemaVersion, baseCurrency, seq: 0, at: '', hash, batch: 0, writer: '' };
}

/** The head of a database that is being filled from elsewhere: no engine opens it. */
export function unfinishedHead(baseCurrency: Currency): HeadRow {
  return { ...firstHead(baseCurrency), schemaVersion: unfinished };
}

/** Whether a database is being filled, or its filling was interrupted. */
export function isUnfinished(head: HeadRow): boolean {
  return head.schemaVersion === unfinished;
}

/** Reads the head; throws when there is none, or one of another version. */
export async function readHead(models: LedgerModels): Promise<HeadRow> {
  const head = await models.head.findById(headId).lean<HeadRow>();
  if (head === null) {
    throw new Error('there is no ledger in this database');
  }
  if (isUnfinished(head)) {
    throw new Error(
      'moving a ledger into this database was interrupted: run `npm run migrate` again',
    );
  }
  if (head.schemaVersion !== schemaVersion) {
    throw new Error(
      `the ledger has schema version ${head.schemaVersion}, this program reads version ${schemaVersion}`,
    );
  }
  return head;
}

/** Makes the head of an empty database. Throws when it was made for another base currency. */
export async function ensureHead(models: LedgerModels, baseCurrency: Currency): Promise<void> {
  if ((await models.head.findById(headId).lean()) === null) {
    try {
      await models.head.create([firstHead(baseCurrency)]);
    } catch (error) {
      // Another process may have been faster.
      if (brokenUniqueIndex(error) === undefined) {
        throw error;
      }
    }
  }
  const head = await readHead(models);
  if (head.baseCurrency !== baseCurrency) {
    throw new Error(
      `the ledger was made for the base currency ${head.baseCurrency}, not ${baseCurrency}: ` +
        `set BASE_CURRENCY=${head.baseCurrency}`,
    );
  }
}

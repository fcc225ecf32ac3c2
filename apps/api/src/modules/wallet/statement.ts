import type {
  QueryOf,
  ReplyOf,
  Transaction,
  transactionTypes,
  walletRoutes,
} from '@telex-credits/contracts';
import { accounts, type Entry } from '@telex-credits/ledger';
import { type Micros, printCredits } from '@telex-credits/money';
import type { EntryQuery, LedgerReader } from '@telex-credits/store';
import { AppError } from '../../foundation/app-error.js';
import { describeEntry, refundModule } from './descriptions.js';

type StatementQuery = QueryOf<typeof walletRoutes.transactions>;
type Statement = ReplyOf<typeof walletRoutes.transactions>;
type Shown = (typeof transactionTypes)[number];

/** What can change a posted balance; an expiry may be of a hold, and then does not. */
const postingTypes: readonly Shown[] = [
  'grant',
  'capture',
  'charge',
  'release',
  'expire',
  'reverse',
  'reinstate',
  'repay',
  'adjust',
];
const allTypes: readonly Shown[] = [...postingTypes, 'hold', 'extend', 'freeze', 'unfreeze'];

/** How often the journal is read for one page while looking for postings among other entries. */
const batchesMax = 20;

/** What an entry did to the posted balance of its wallet. */
function change(entry: Entry): Micros {
  const wallet = accounts.wallet(entry.walletId ?? '');
  return entry.transfers.reduce((sum, { asset, debit, credit, amount }) => {
    const signed = (credit === wallet ? amount : 0n) - (debit === wallet ? amount : 0n);
    return asset === 'CREDIT' ? sum + signed : sum;
  }, 0n);
}

function touchesDebt(entry: Entry): boolean {
  const debt = accounts.debt(entry.walletId ?? '');
  return entry.transfers.some(({ debit, credit }) => debit === debt || credit === debt);
}

function usageIdOf(entry: Entry): string | null {
  const isUsage =
    entry.type === 'capture' ||
    entry.type === 'charge' ||
    (entry.type === 'release' && entry.operation.note?.kind === 'usage');
  return isUsage ? entry.id : null;
}

function purchaseIdOf({ operation }: Entry): string | null {
  const id = operation.note?.purchaseId;
  return operation.type === 'grant' && operation.source !== null
    ? operation.source.purchaseId
    : typeof id === 'string'
      ? id
      : null;
}

function show(entry: Entry, type: Shown): Transaction {
  const { posted = 0n, held = 0n, debt = 0n } = entry.after ?? {};
  return {
    id: entry.id,
    seq: entry.seq,
    at: entry.at,
    type,
    credits: printCredits(change(entry)),
    posted: printCredits(posted),
    held: printCredits(held),
    debt: printCredits(debt),
    moduleId: entry.moduleId === refundModule ? null : entry.moduleId,
    keyId: entry.keyId,
    holdId: entry.holdId,
    usageId: usageIdOf(entry),
    purchaseId: purchaseIdOf(entry),
    description: describeEntry(entry),
  };
}

function seqOf(cursor: string | undefined): number | undefined {
  if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor)) {
    throw new AppError(400, 'invalid_cursor', 'The cursor does not belong to this list.');
  }
  return cursor === undefined ? undefined : Number(cursor);
}

function entryQuery(organisationId: string, query: StatementQuery): Omit<EntryQuery, 'limit'> {
  const { from, to, type, moduleId, keyId, show } = query;
  const beforeSeq = seqOf(query.cursor);
  const shown = show === 'all' ? allTypes : postingTypes;
  return {
    walletId: organisationId,
    types: type === undefined ? shown : shown.filter((one) => one === type),
    order: 'newest_first',
    ...(beforeSeq === undefined ? {} : { beforeSeq }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(moduleId === undefined ? {} : { moduleId }),
    ...(keyId === undefined ? {} : { keyId }),
  };
}

/** Reads until more postings than `wanted` were found, the journal ended, or it took too long. */
async function collect(
  ledger: LedgerReader,
  asked: Omit<EntryQuery, 'limit'>,
  { wanted, isShown }: { readonly wanted: number; readonly isShown: (entry: Entry) => boolean },
): Promise<{ readonly found: Entry[]; readonly goOnFrom: number | null }> {
  const limit = 2 * wanted + 1;
  const found: Entry[] = [];
  let position = asked.beforeSeq;
  for (let batch = 0; batch < batchesMax; batch += 1) {
    const at = position === undefined ? {} : { beforeSeq: position };
    const entries = await ledger.entries({ ...asked, ...at, limit });
    found.push(...entries.filter(isShown));
    position = entries.at(-1)?.seq;
    if (entries.length < limit || position === undefined) {
      return { found, goOnFrom: null };
    }
    if (found.length > wanted) {
      break;
    }
  }
  return { found, goOnFrom: position ?? null };
}

/**
 * The journal of a wallet, newest first, with the balance right after each entry as the ledger
 * recorded it. Postings only, unless all is asked for: what moved the posted balance or the debt.
 * A page may be short where postings are rare; `nextCursor` goes on.
 */
export async function readStatement(
  ledger: LedgerReader,
  organisationId: string,
  query: StatementQuery,
): Promise<Statement> {
  const asked = entryQuery(organisationId, query);
  if (asked.types?.length === 0) {
    return { data: [], nextCursor: null };
  }
  const isShown = (entry: Entry) =>
    query.show === 'all' || change(entry) !== 0n || touchesDebt(entry);
  const wanted = query.limit;
  const { found, goOnFrom } = await collect(ledger, asked, { wanted, isShown });
  const page = found.slice(0, wanted);
  const next = found.length > wanted ? page.at(-1)?.seq : goOnFrom;
  const data = page.flatMap((entry) => {
    const type = allTypes.find((one) => one === entry.type);
    return type === undefined ? [] : show(entry, type);
  });
  return { data, nextCursor: next == null ? null : String(next) };
}

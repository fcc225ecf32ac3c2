import { LedgerVerifier, type VerifyReport } from '@telex-credits/store';
import type { ClientSession, Connection } from 'mongoose';
import type { LedgerModels } from './models.js';
import { headId } from './models.js';
import { balanceOf, debtOf, postedOf } from './reader.js';
import {
  type AccountRow,
  type DebtRow,
  type EntryRow,
  type HeadRow,
  type HoldRow,
  journalRow,
  type LotRow,
  type PayoutRow,
  readDebt,
  readHold,
  readLot,
  readPayout,
  type WalletRow,
} from './rows.js';
import { inSnapshot } from './snapshot.js';

/**
 * Checks every rule of a ledger, read-only, as of one moment: engines may go on meanwhile. The state is
 * read in one snapshot; journal rows never change, so those up to the snapshot's head are read after
 * it, however long that takes.
 */
export async function verifyMongoLedger(
  connection: Connection,
  models: LedgerModels,
): Promise<VerifyReport> {
  const state = await inSnapshot(connection, (session) => readState(models, session));
  const verifier = new LedgerVerifier();
  for (const wallet of state.wallets) {
    verifier.addWallet({ ...wallet, id: wallet._id });
  }
  verifier.beginChain(state.head.baseCurrency);
  const journal = models.entries.find({ seq: { $lte: state.head.seq } }).sort({ seq: 1 });
  for await (const row of journal.lean<EntryRow[]>().cursor({ batchSize: 1000 })) {
    const entry = row as unknown as EntryRow;
    verifier.addEntry(journalRow(entry));
    if (entry.commit !== null) {
      verifier.addCommit({ lastSeq: entry.seq, hash: entry.commit });
    }
  }
  for (const hold of state.holds) {
    verifier.addHold(readHold(hold));
  }
  for (const lot of state.lots) {
    verifier.addLot(readLot(lot));
  }
  for (const debt of state.debts) {
    verifier.addDebt(readDebt(debt));
  }
  for (const payout of state.payouts) {
    verifier.addPayout(readPayout(payout));
  }
  const { accounts, wallets } = state;
  const balances = [...accounts.map(balanceOf), ...wallets.map(postedOf), ...wallets.map(debtOf)];
  for (const balance of balances) {
    verifier.addBalance(balance);
  }
  return verifier.report();
}

async function readState(models: LedgerModels, session: ClientSession) {
  const head = await models.head.findById(headId).session(session).lean<HeadRow>();
  if (head === null) {
    throw new Error('there is no ledger in this database');
  }
  return {
    head,
    wallets: await models.wallets.find().session(session).lean<WalletRow[]>(),
    lots: await models.lots.find().session(session).lean<LotRow[]>(),
    holds: await models.holds.find().session(session).lean<HoldRow[]>(),
    debts: await models.debts.find().session(session).lean<DebtRow[]>(),
    payouts: await models.payouts.find().session(session).lean<PayoutRow[]>(),
    accounts: await models.accounts.find().session(session).lean<AccountRow[]>(),
  };
}

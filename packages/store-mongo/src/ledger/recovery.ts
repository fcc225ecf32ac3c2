import { LedgerVerifier } from '@telex-credits/store';
import type { Connection } from 'mongoose';
import { headId, type LedgerModels } from './models.js';
import { balanceOf, debtOf, postedOf } from './reader.js';
import {
  type AccountRow,
  type EntryRow,
  type HeadRow,
  type HoldRow,
  type LotRow,
  type PayoutRow,
  readHold,
  readLot,
  readPayout,
  type WalletRow,
} from './rows.js';
import { inSnapshot } from './snapshot.js';

/** The database breaks a rule that engines keep: it was changed by other hands, or damaged. */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged';
}

/** The rules that active wallets, lots and holds tell by themselves. */
const rules = new Set([
  'assets_sum_to_zero',
  'wallet_lots_add_up',
  'held_equals_open_holds',
  'payouts_match_earnings',
]);

/**
 * Checks, before an engine serves, the rules that need no journal, and that the journal ends where its
 * head says. Throws `LedgerDamaged` with the first broken one. `verify` checks all rules against every
 * entry, which takes longer.
 */
export async function checkBeforeServing(
  connection: Connection,
  models: LedgerModels,
): Promise<void> {
  const broken = (await brokenJournal(models)) ?? (await brokenState(connection, models));
  if (broken !== null) {
    throw new LedgerDamaged(
      `the ledger in ${connection.name} breaks the rule ${broken}. Nothing was changed. ` +
        'Run `npm run verify` for the whole picture, or go back to a sound backup.',
    );
  }
}

/** Entries up to the head are there for good, so no snapshot is needed to count them. */
async function brokenJournal({ head, entries }: LedgerModels): Promise<string | null> {
  const { seq = 0, hash } = (await head.findById(headId).lean<HeadRow>()) ?? {};
  const count = await entries.countDocuments({ seq: { $gt: 0, $lte: seq } });
  if (count !== seq) {
    return `journal_contiguous: the journal has ${count} entries and ends at ${seq}`;
  }
  const newest = await entries.findOne({ seq }, { commit: 1 }).lean<EntryRow>();
  return newest === null || newest.commit === hash
    ? null
    : `journal_chained: entry ${seq} ends another commit than the head knows`;
}

function brokenState(connection: Connection, models: LedgerModels): Promise<string | null> {
  return inSnapshot(connection, async (session) => {
    const wallets = await models.wallets.find().session(session).lean<WalletRow[]>();
    const lots = models.lots.find({ active: true }).session(session);
    const holds = models.holds.find({ status: 'held' }).session(session);
    const accounts = await models.accounts.find().session(session).lean<AccountRow[]>();
    const verifier = new LedgerVerifier();
    for (const wallet of wallets) {
      verifier.addWallet({ ...wallet, id: wallet._id, counters: [] });
    }
    for (const lot of await lots.lean<LotRow[]>()) {
      verifier.addLot(readLot(lot));
    }
    for (const hold of await holds.lean<HoldRow[]>()) {
      verifier.addHold(readHold(hold));
    }
    const payouts = models.payouts.find().session(session);
    for (const payout of await payouts.lean<PayoutRow[]>()) {
      verifier.addPayout(readPayout(payout));
    }
    const balances = [...accounts.map(balanceOf), ...wallets.map(postedOf), ...wallets.map(debtOf)];
    for (const balance of balances) {
      verifier.addBalance(balance);
    }
    const found = verifier.report().checks.find(({ name, ok }) => rules.has(name) && !ok);
    return found === undefined ? null : `${found.name}: ${found.problems[0]}`;
  });
}

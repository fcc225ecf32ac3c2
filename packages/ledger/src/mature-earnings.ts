import { accounts } from './accounts.js';
import { least } from './amounts.js';
import type { Decision } from './decision.js';
import { decisionWithoutWallet } from './decision-without-wallet.js';
import type { Scene } from './draft.js';
import type { Mature } from './operations.js';
import { refuse } from './refuse.js';
import { TransferList } from './transfer-list.js';

/** See `Mature`. Touches no wallet. */
export function decideMature(scene: Scene, mature: Mature): Decision {
  const { publisherId, day } = mature;
  const { baseCurrency: asset } = scene.context;
  const earnings = scene.view.publisher(publisherId);
  const amount = earnings.pending.find((one) => one.day === day)?.amount ?? 0n;
  if (amount <= 0n) {
    return refuse({ code: 'nothing_pending' });
  }
  const debit = accounts.earningsPending(publisherId, day);
  const paid = least(amount, earnings.debt);
  const list = new TransferList();
  list.add({ debit, credit: accounts.earningsDebt(publisherId), asset, amount: paid });
  list.add({
    debit,
    credit: accounts.earningsAvailable(publisherId),
    asset,
    amount: amount - paid,
  });
  return decisionWithoutWallet(scene, { operation: mature, publisherId, list, payout: null });
}

import type { Decision } from './decision.js';
import type { Scene } from './draft.js';
import type { Operation } from './operations.js';
import type { Payout } from './state.js';
import type { TransferList } from './transfer-list.js';

/** The accepted decision that touches no wallet: on a publisher's earnings, or on the platform's own money. */
export function decisionWithoutWallet(
  { context }: Scene,
  what: {
    readonly operation: Operation;
    readonly publisherId: string | null;
    readonly list: TransferList;
    readonly payout: Payout | null;
  },
): Decision {
  const { operation, publisherId, list, payout } = what;
  return {
    ok: true,
    entry: {
      seq: context.seq,
      id: operation.id,
      type: operation.type,
      at: context.now,
      walletId: null,
      moduleId: null,
      keyId: null,
      holdId: null,
      publisherId,
      transfers: list.all(),
      uses: [],
      after: null,
      operation,
    },
    changes: { wallet: null, lots: [], hold: null, debts: [], payout },
  };
}

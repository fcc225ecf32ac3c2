import { payDebts } from './debts.js';
import type { Decision } from './decision.js';
import { Draft, type Scene } from './draft.js';
import { pickLots } from './lots.js';
import type { Freeze, Open, Repay, Unfreeze } from './operations.js';
import { refuse } from './refuse.js';
import type { Wallet } from './state.js';

function newWallet(id: string): Wallet {
  const nothing = { posted: 0n, held: 0n, debt: 0n };
  return { id, ...nothing, frozen: [], counters: [], lots: [], version: 0 };
}

/** See `Open`. The new wallet has version 1. */
export function decideOpen(scene: Scene, open: Open): Decision {
  if (scene.view.wallet(open.walletId) !== undefined) {
    return refuse({ code: 'wallet_exists' });
  }
  return new Draft(scene, newWallet(open.walletId)).accept(open);
}

/** See `Freeze`. A cause that is there already is kept once. */
export function decideFreeze(scene: Scene, freeze: Freeze): Decision {
  const wallet = scene.view.wallet(freeze.walletId);
  if (wallet === undefined) {
    return refuse({ code: 'wallet_not_found' });
  }
  const draft = new Draft(scene, wallet);
  draft.frozen = [...new Set([...wallet.frozen, freeze.cause])];
  return draft.accept(freeze);
}

/** See `Unfreeze`. */
export function decideUnfreeze(scene: Scene, unfreeze: Unfreeze): Decision {
  const wallet = scene.view.wallet(unfreeze.walletId);
  if (wallet === undefined) {
    return refuse({ code: 'wallet_not_found' });
  }
  if (!wallet.frozen.includes(unfreeze.cause)) {
    return refuse({ code: 'freeze_not_found' });
  }
  const draft = new Draft(scene, wallet);
  draft.frozen = wallet.frozen.filter((cause) => cause !== unfreeze.cause);
  return draft.accept(unfreeze);
}

/** See `Repay`. Uses lots in burn order; a freeze does not stop it. */
export function decideRepay(scene: Scene, repay: Repay): Decision {
  const wallet = scene.view.wallet(repay.walletId);
  if (wallet === undefined) {
    return refuse({ code: 'wallet_not_found' });
  }
  if (wallet.debt === 0n) {
    return refuse({ code: 'no_debt' });
  }
  const { parts, found } = pickLots(wallet.lots, wallet.debt, scene.context.now);
  if (found === 0n) {
    return refuse({ code: 'insufficient_credits', needed: wallet.debt, available: 0n });
  }
  const draft = new Draft(scene, wallet);
  payDebts(draft, parts);
  return draft.accept(repay);
}

import { decideExpense } from './book-expense.js';
import type { Decision, DecisionContext } from './decision.js';
import type { Scene } from './draft.js';
import { decideCapture, decideExpireHold, decideExtend, decideRelease } from './end-hold.js';
import { decideExpireLot } from './expire-lot.js';
import { decideAdjust, decideGrant } from './issue-credits.js';
import { decideMature } from './mature-earnings.js';
import type { Expire, Operation } from './operations.js';
import {
  decidePayoutReturn,
  decidePayoutSettle,
  decidePayoutStart,
  decideReserve,
  decideUnreserve,
} from './pay-out.js';
import { malformed } from './refuse.js';
import { decideReinstate } from './reinstate-purchase.js';
import { decideCharge, decideHold } from './reserve-credits.js';
import { decideReverse } from './reverse-purchase.js';
import type { LedgerView } from './state.js';
import { operationProblem } from './validate.js';
import { decideFreeze, decideOpen, decideRepay, decideUnfreeze } from './wallet-state.js';

function decideExpire(scene: Scene, expire: Expire): Decision {
  const { target } = expire;
  return 'holdId' in target
    ? decideExpireHold(scene, expire, target.holdId)
    : decideExpireLot(scene, expire, target.lotId);
}

function route(scene: Scene, operation: Operation): Decision {
  switch (operation.type) {
    case 'open':
      return decideOpen(scene, operation);
    case 'grant':
      return decideGrant(scene, operation);
    case 'hold':
      return decideHold(scene, operation);
    case 'extend':
      return decideExtend(scene, operation);
    case 'capture':
      return decideCapture(scene, operation);
    case 'release':
      return decideRelease(scene, operation);
    case 'charge':
      return decideCharge(scene, operation);
    case 'expire':
      return decideExpire(scene, operation);
    case 'freeze':
      return decideFreeze(scene, operation);
    case 'unfreeze':
      return decideUnfreeze(scene, operation);
    case 'reverse':
      return decideReverse(scene, operation);
    case 'reinstate':
      return decideReinstate(scene, operation);
    case 'repay':
      return decideRepay(scene, operation);
    case 'adjust':
      return decideAdjust(scene, operation);
    case 'mature':
      return decideMature(scene, operation);
    case 'reserve':
      return decideReserve(scene, operation);
    case 'unreserve':
      return decideUnreserve(scene, operation);
    case 'payout-start':
      return decidePayoutStart(scene, operation);
    case 'payout-settle':
      return decidePayoutSettle(scene, operation);
    case 'payout-return':
      return decidePayoutReturn(scene, operation);
    case 'expense':
      return decideExpense(scene, operation);
  }
}

/**
 * Says what one operation does to the ledger, or the first rule that it breaks. Pure: the same view,
 * operation and context give the same decision. `invalid_operation` comes before every other
 * refusal; the others in the order that each operation documents. Whether an id was worked before is
 * the engine's to know. Throws only when the view contradicts itself (a broken store).
 */
export function decide(view: LedgerView, operation: Operation, context: DecisionContext): Decision {
  const problem = operationProblem(operation, context);
  return problem === null ? route({ view, context }, operation) : malformed(problem);
}

import { minorToNanos, mulDivFloor } from '@telex-credits/money';
import { type AccountId, accounts } from './accounts.js';
import { isAmount, least } from './amounts.js';
import type { Decision } from './decision.js';
import { decisionWithoutWallet } from './decision-without-wallet.js';
import type { Scene } from './draft.js';
import type {
  Operation,
  PayoutReturn,
  PayoutSettle,
  PayoutStart,
  Reserve,
  Unreserve,
} from './operations.js';
import { malformed, refuse } from './refuse.js';
import type { Payout, PayoutStatus } from './state.js';
import { TransferList } from './transfer-list.js';

type Sent = NonNullable<Payout['sent']>;

/** Why a payout of a status cannot be started or unreserved; only a reserved one can. */
const notReserved = {
  unreserved: 'payout_already_unreserved',
  in_transit: 'payout_already_started',
  settled: 'payout_already_settled',
  returned: 'payout_already_returned',
} as const;

/** Why a payout of a status cannot be settled; only one in transit can. */
const notInTransit = {
  reserved: 'payout_not_started',
  unreserved: 'payout_already_unreserved',
  settled: 'payout_already_settled',
  returned: 'payout_already_returned',
} as const;

type PayoutCode =
  | (typeof notReserved)[keyof typeof notReserved]
  | (typeof notInTransit)[keyof typeof notInTransit];

/** The payout that an operation names, unless its status forbids the operation. */
function payoutIn(
  { view }: Scene,
  payoutId: string,
  forbidden: Partial<Record<PayoutStatus, PayoutCode>>,
): { readonly payout: Payout } | { readonly refused: Decision } {
  const payout = view.payout(payoutId);
  if (payout === undefined) {
    return { refused: refuse({ code: 'payout_not_found' }) };
  }
  const code = forbidden[payout.status];
  return code === undefined ? { payout } : { refused: refuse({ code }) };
}

/** One decision on a payout: moves of its whole amount between base-currency accounts. */
class PayoutMove {
  readonly list = new TransferList();
  readonly #scene: Scene;
  readonly #payout: Payout;

  constructor(scene: Scene, payout: Payout) {
    this.#scene = scene;
    this.#payout = payout;
  }

  base(debit: AccountId, credit: AccountId, amount = this.#payout.amount): void {
    this.list.add({ debit, credit, asset: this.#scene.context.baseCurrency, amount });
  }

  /** Back to the publisher: what it owes is paid first. */
  giveBack(from: AccountId): void {
    const { publisherId, amount } = this.#payout;
    const paid = least(amount, this.#scene.view.publisher(publisherId).debt);
    this.base(from, accounts.earningsDebt(publisherId), paid);
    this.base(from, accounts.earningsAvailable(publisherId), amount - paid);
  }

  /** What leaves the provider's account, or comes back to it, in the payout's own currency. */
  cash({ currency, pays, provider }: Sent, way: 'out' | 'in'): void {
    const inBase = currency === this.#scene.context.baseCurrency;
    const amount = inBase ? minorToNanos(pays, currency) : pays;
    const cash = accounts.cash(provider);
    const [debit, credit] = way === 'out' ? [accounts.fx, cash] : [cash, accounts.fx];
    this.list.add({ debit, credit, asset: currency, amount });
  }

  accept(operation: Operation, changes: Partial<Pick<Payout, 'status' | 'sent'>>): Decision {
    const payout = { ...this.#payout, ...changes };
    const { publisherId } = payout;
    return decisionWithoutWallet(this.#scene, { operation, publisherId, list: this.list, payout });
  }
}

/** See `Reserve`. */
export function decideReserve(scene: Scene, reserve: Reserve): Decision {
  const { id, publisherId, amount } = reserve;
  const { available } = scene.view.publisher(publisherId);
  if (available < amount) {
    return refuse({ code: 'insufficient_earnings', needed: amount, available });
  }
  const payout: Payout = { id, publisherId, amount, status: 'reserved', sent: null };
  const move = new PayoutMove(scene, payout);
  move.base(accounts.earningsAvailable(publisherId), accounts.earningsReserved(publisherId));
  return move.accept(reserve, {});
}

/** See `Unreserve`. */
export function decideUnreserve(scene: Scene, unreserve: Unreserve): Decision {
  const found = payoutIn(scene, unreserve.payoutId, notReserved);
  if ('refused' in found) {
    return found.refused;
  }
  const move = new PayoutMove(scene, found.payout);
  move.giveBack(accounts.earningsReserved(found.payout.publisherId));
  return move.accept(unreserve, { status: 'unreserved' });
}

/** See `PayoutStart`. The money leaves when the payout settles; what it will be is fixed here. */
export function decidePayoutStart(scene: Scene, start: PayoutStart): Decision {
  const found = payoutIn(scene, start.payoutId, notReserved);
  if ('refused' in found) {
    return found.refused;
  }
  const { payout } = found;
  const { provider, currency, rate } = start;
  const unit = rate ?? { nanos: minorToNanos(1n, currency), minor: 1n };
  const pays = mulDivFloor(payout.amount, unit.minor, unit.nanos);
  if (pays === 0n) {
    return refuse({ code: 'payout_too_small' });
  }
  if (!isAmount(pays, 1n)) {
    return malformed('what the payout pays does not fit 64 bits');
  }
  const { publisherId } = payout;
  const move = new PayoutMove(scene, payout);
  move.base(accounts.earningsReserved(publisherId), accounts.earningsInTransit(publisherId));
  return move.accept(start, { status: 'in_transit', sent: { provider, currency, pays } });
}

function sentOf(payout: Payout): Sent {
  if (payout.sent === null) {
    throw new Error(`the store lacks what payout ${payout.id} was started with`);
  }
  return payout.sent;
}

/** See `PayoutSettle`. */
export function decidePayoutSettle(scene: Scene, settle: PayoutSettle): Decision {
  const found = payoutIn(scene, settle.payoutId, notInTransit);
  if ('refused' in found) {
    return found.refused;
  }
  const { payout } = found;
  const { publisherId } = payout;
  const move = new PayoutMove(scene, payout);
  move.base(accounts.earningsInTransit(publisherId), accounts.earningsPaidOut(publisherId));
  move.base(accounts.payoutsMade, accounts.fx);
  move.cash(sentOf(payout), 'out');
  return move.accept(settle, { status: 'settled' });
}

/** See `PayoutReturn`. */
export function decidePayoutReturn(scene: Scene, back: PayoutReturn): Decision {
  const { settled: _, ...forbidden } = notInTransit;
  const found = payoutIn(scene, back.payoutId, forbidden);
  if ('refused' in found) {
    return found.refused;
  }
  const { payout } = found;
  const { publisherId } = payout;
  const move = new PayoutMove(scene, payout);
  if (payout.status === 'settled') {
    move.giveBack(accounts.earningsPaidOut(publisherId));
    move.base(accounts.fx, accounts.payoutsMade);
    move.cash(sentOf(payout), 'in');
  } else {
    move.giveBack(accounts.earningsInTransit(publisherId));
  }
  return move.accept(back, { status: 'returned' });
}

import type { Dispute } from '@telex-credits/payments';
import { type FreezeDoc, freezeStages, type Order } from './schemas.js';

type Stage = FreezeDoc['stage'];

const rank = (stage: Stage) => freezeStages.indexOf(stage);

/** The ledger's name of a dispute as a cause of a freeze. */
export function disputeCause(disputeRef: string): string {
  return `dispute:${disputeRef}`;
}

/** The ledger's name of a bank's warning about a purchase. */
export function warningCause(order: Pick<Order, 'id'>): string {
  return `warning:${order.id}`;
}

/**
 * How serious a dispute is; null once it stops nobody from spending: it was won, or all that it took
 * came back. A lost one stays until a platform admin lifts it: other purchases of the same payer may
 * go the same way.
 */
function stageOf({ state, withdrawn, reinstated }: Dispute): Stage | null {
  const isWhole = withdrawn > 0n && reinstated >= withdrawn;
  return state === 'won' || isWhole ? null : state;
}

/** Whether the wallet is to be frozen: not where somebody lifted it at this stage or above. */
function isWanted(stage: Stage | null, lifted: FreezeDoc['lifted']): stage is Stage {
  return stage !== null && (lifted === null || rank(stage) > rank(lifted.stage));
}

/** The order with one cause as it is now, and the step that the ledger needs for it, if any. */
function withCause(
  order: Order,
  {
    cause,
    stage,
    at,
  }: { readonly cause: string; readonly stage: Stage | null; readonly at: string },
): Order {
  const known = order.freezes.find((freeze) => freeze.cause === cause);
  const active = isWanted(stage, known?.lifted ?? null);
  const wasActive = known?.active ?? false;
  if (known === undefined && !active) {
    return order;
  }
  const freeze: FreezeDoc = {
    ...{ cause, active, lifted: known?.lifted ?? null },
    stage: stage ?? known?.stage ?? 'warning',
    since: active && !wasActive ? at : (known?.since ?? at),
  };
  const freezes = [...order.freezes.filter((one) => one.cause !== cause), freeze];
  const type = active ? 'freeze' : 'unfreeze';
  const steps = active === wasActive ? order.steps : [...order.steps, { type, cause } as const];
  return { ...order, freezes, steps };
}

/** The order with a dispute's freeze as its state demands. */
export function freezeFor(order: Order, dispute: Dispute, at: string): Order {
  return withCause(order, { cause: disputeCause(dispute.disputeRef), stage: stageOf(dispute), at });
}

/** The order with the freeze of a bank's warning; one that was lifted stays lifted. */
export function freezeForWarning(order: Order, at: string): Order {
  return withCause(order, { cause: warningCause(order), stage: 'warning', at });
}

/** The order with one freeze lifted by a person; undefined where it is not active. */
export function liftedFreeze(
  order: Order,
  lift: {
    readonly cause: string;
    readonly by: string;
    readonly reason: string;
    readonly at: string;
  },
): Order | undefined {
  const { cause, by, reason, at } = lift;
  const known = order.freezes.find((freeze) => freeze.cause === cause && freeze.active);
  if (known === undefined) {
    return undefined;
  }
  const lifted = { stage: known.stage, by, reason };
  const freezes = order.freezes.map((one) => (one === known ? { ...one, lifted } : one));
  return withCause({ ...order, freezes }, { cause, stage: known.stage, at });
}

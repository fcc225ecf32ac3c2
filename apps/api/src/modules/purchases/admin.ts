import type { AdminPurchase, adminPaymentRoutes, QueryOf, ReplyOf } from '@telex-credits/contracts';
import { isCurrency, printMoney } from '@telex-credits/money';
import { pageOf } from '../../foundation/page-of.js';
import { announce, type PurchasesContext, timeOf } from './context.js';
import { freezeNotFound, purchaseNotFoundAnywhere } from './errors.js';
import { disputeCause, liftedFreeze } from './freezes.js';
import { noted, statusOf } from './order-state.js';
import { type Resolution, resolveReview } from './resolve.js';
import type { DisputeDoc, FreezeDoc, Order } from './schemas.js';
import { workSteps } from './steps.js';
import { showDispute, showPurchase } from './view.js';

type Routes = typeof adminPaymentRoutes.purchases;

/** What platform admins see and do about purchases of all organisations. */
export interface PurchasesAdmin {
  list(query: QueryOf<Routes['list']>): Promise<ReplyOf<Routes['list']>>;
  /** Throws 404 `purchase_not_found`, as all that take an id. */
  get(id: string): Promise<AdminPurchase>;
  /** See `resolveReview`. */
  resolve(resolution: Resolution): Promise<AdminPurchase>;
  /**
   * Lets the wallet spend again although its cause goes on, until that gets worse. Throws 404
   * `freeze_not_found` where it is not active.
   */
  liftFreeze(lift: {
    readonly purchaseId: string;
    readonly cause: string;
    readonly reason: string;
    readonly personId: string;
  }): Promise<AdminPurchase>;
  disputes(query: QueryOf<Routes['disputes']>): Promise<ReplyOf<Routes['disputes']>>;
}

/** Tells what an organisation is called. */
type NameOf = (organisationId: string) => Promise<string | undefined>;

function showFreeze({ cause, active, since, lifted }: FreezeDoc): AdminPurchase['freezes'][number] {
  return {
    ...{ cause, active, since },
    liftedBy: lifted?.by ?? null,
    liftReason: lifted?.reason ?? null,
  };
}

function showFee({ fee, feeCurrency }: DisputeDoc) {
  return isCurrency(feeCurrency) ? printMoney({ minor: BigInt(fee), currency: feeCurrency }) : null;
}

/** The index that a list's filters are found by; an organisation's are few enough to be sifted. */
function listIndex({ status, organisationId }: QueryOf<Routes['list']>) {
  if (organisationId !== undefined) {
    return { index: 'by_organisation', equals: [organisationId] } as const;
  }
  return status === undefined
    ? ({ index: 'by_time', equals: [] } as const)
    : ({ index: 'by_status', equals: [status] } as const);
}

/** Makes the admin's side of purchases. */
export function createPurchasesAdmin(context: PurchasesContext, nameOf: NameOf): PurchasesAdmin {
  const { repository } = context;

  async function find(id: string): Promise<Order> {
    const order = await repository.order(id);
    if (order === undefined) {
      throw purchaseNotFoundAnywhere();
    }
    return order;
  }

  async function show(order: Order): Promise<AdminPurchase> {
    const { organisationId, paymentRef } = order;
    return {
      ...(await showPurchase(context, order)),
      ...{ organisationId, paymentRef, history: order.history },
      organisationName: (await nameOf(organisationId)) ?? null,
      freezes: order.freezes.map(showFreeze),
    };
  }

  async function showDisputes(order: Order): Promise<ReplyOf<Routes['disputes']>['data']> {
    const { id: purchaseId, organisationId, provider, price } = order;
    const organisationName = (await nameOf(organisationId)) ?? null;
    return order.disputes.map((dispute) => {
      const freeze = order.freezes.find(({ cause }) => cause === disputeCause(dispute.ref));
      return {
        ...showDispute(order, dispute),
        ...{ purchaseId, organisationId, organisationName, provider, price },
        fee: showFee(dispute),
        freeze: freeze === undefined ? null : showFreeze(freeze),
      };
    });
  }

  return {
    async list(query) {
      const { status, limit, cursor = null } = query;
      const found = await pageOf(() => repository.ordersBy({ ...listIndex(query), limit, cursor }));
      const wanted = found.items.filter((order) => status === undefined || order.status === status);
      return { data: await Promise.all(wanted.map(show)), nextCursor: found.nextCursor };
    },
    get: async (id) => show(await find(id)),
    async resolve(resolution) {
      const order = await find(resolution.purchaseId);
      return show(await resolveReview(context, order, resolution));
    },
    async liftFreeze({ purchaseId, cause, reason, personId }) {
      await find(purchaseId);
      const at = timeOf(context);
      let isLifted = false;
      const order = await repository.changeOrder(purchaseId, (before) => {
        const next = liftedFreeze(before, { cause, by: personId, reason, at });
        isLifted = next !== undefined;
        return next && noted(next, { at, what: 'freeze_lifted', detail: reason });
      });
      if (!isLifted) {
        throw freezeNotFound();
      }
      const { organisationId } = order;
      const detail = { cause, reason };
      const action = 'wallet.freeze_lifted';
      await context.audit.record({
        actorId: personId,
        organisationId,
        action,
        objectId: purchaseId,
        detail,
      });
      await announce(context, order, statusOf(order));
      return show(await workSteps(context, order));
    },
    async disputes({ status, limit, cursor = null }) {
      // Null is the smallest: purchases without a dispute come last and end the list.
      const equals = status === undefined ? [] : [status];
      const found = await pageOf(() =>
        repository.ordersBy({ index: 'by_dispute', equals, limit, cursor }),
      );
      const isOver = found.items.some(({ disputeStatus }) => disputeStatus === null);
      const data = await Promise.all(found.items.map(showDisputes));
      return { data: data.flat(), nextCursor: isOver ? null : found.nextCursor };
    },
  };
}

import { bpsWhole, type Currency, type Minor, mulDivFloor } from '@telex-credits/money';
import type { PurchasesContext } from './context.js';
import { paidOf } from './order-state.js';
import { describePackage } from './packages.js';
import type { Order } from './schemas.js';

/** A paid purchase as its receipt tells of it; amounts in minor units of its own currency. */
export interface Sale {
  readonly purchaseId: string;
  readonly organisationId: string;
  /** `5,000 credits (Pro Bundle)`. */
  readonly description: string;
  readonly currency: Currency;
  readonly paid: Minor;
  /** The part of `paid` that is tax, and its rate in basis points of the net price. */
  readonly tax: Minor;
  readonly taxBps: number;
  readonly refunded: Minor;
  readonly paidAt: string;
  /** The provider's name for people, and its own name of the payment. */
  readonly provider: string;
  readonly providerRef: string;
  readonly livemode: boolean;
  /** Of whoever bought. */
  readonly email: string | null;
}

/** a·b/c, rounded half up. */
function mulDivNearest(a: bigint, b: bigint, c: bigint): bigint {
  return mulDivFloor(1n, 2n * a * b + c, 2n * c);
}

/** What a paid order was sold for; undefined for one that is not paid. */
export function saleOf(context: PurchasesContext, order: Order): Sale | undefined {
  if (order.paidAt === null || order.paymentRef === null) {
    return undefined;
  }
  const { currency } = order.price;
  const paid = paidOf(order);
  const [basis, tax] = [BigInt(order.basis), BigInt(order.tax)];
  const gross = basis + tax;
  return {
    purchaseId: order.id,
    organisationId: order.organisationId,
    description: describePackage({ credits: order.credits, name: order.packageName }),
    ...{ currency, paid },
    tax: gross === 0n ? 0n : mulDivNearest(paid, tax, gross),
    taxBps: basis === 0n ? 0 : Number(mulDivNearest(tax, bpsWhole, basis)),
    refunded: BigInt(order.refunded),
    paidAt: order.paidAt,
    provider: context.providers.get(order.provider)?.name ?? order.provider,
    providerRef: order.paymentRef,
    livemode: order.livemode,
    email: order.email,
  };
}

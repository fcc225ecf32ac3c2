import type { Purchase, Refill } from '@telex-credits/contracts';
import {
  type Currency,
  type Micros,
  mulDivCeil,
  oneCredit,
  parseCredits,
  parseMoney,
} from '@telex-credits/money';
import type { SavedMethod } from '@telex-credits/payments';
import { ProviderUnknown } from '@telex-credits/payments';
import { type PurchasesContext, priceInBase } from './context.js';
import { currencyNotAvailable, providerNotAvailable } from './errors.js';
import { followPayment } from './news.js';
import { customAmount, customOfferOf, type Offered, packageAt } from './offers.js';
import { nextCheck, statusOf } from './order-state.js';
import { type Order, untouched } from './schemas.js';

/** A charge of a saved method that nobody asks the payer about. */
export interface TopUp {
  /** The purchase's id, made before the work: it makes the provider's key. */
  readonly id: string;
  readonly organisationId: string;
  /** Who agreed to it. */
  readonly personId: string;
  readonly provider: Order['provider'];
  readonly method: SavedMethod;
  readonly sale: Offered;
}

/** How a top-up stands. */
export interface TopUpState {
  readonly status: Purchase['status'];
  readonly failure: Order['failure'];
}

/** How long the same charge may be sent again: providers keep its key for 24 hours at least. */
const repeatHours = 20;

/** The whole credits that a target lacks; none where it is reached. */
function missingTo(target: Micros, available: Micros): Micros {
  return available >= target ? 0n : mulDivCeil(target - available, 1n, oneCredit) * oneCredit;
}

/**
 * What a refill buys at today's prices; undefined where it is not on sale in the currency. A target
 * that lacks less than the smallest amount on sale buys that amount.
 */
export async function quoteTopUp(
  context: PurchasesContext,
  wish: {
    readonly refill: Refill;
    readonly currency: Currency;
    readonly provider: string;
    /** What the wallet has now. */
    readonly available: Micros;
  },
): Promise<Offered | undefined> {
  const { refill, currency, provider, available } = wish;
  if (!(context.providers.get(provider)?.currencies.includes(currency) ?? false)) {
    return undefined;
  }
  if (refill.kind === 'package') {
    return packageAt(await context.repository.package(refill.packageId), currency);
  }
  const custom = await customOfferOf(context);
  const asked = parseCredits(refill.credits);
  const least = parseCredits(custom?.minimum ?? '0');
  const wanted = refill.kind === 'credits' ? asked : missingTo(asked, available);
  const credits = refill.kind === 'target' && wanted < least ? least : wanted;
  return customAmount(custom, { credits, currency });
}

function makeTopUp(context: PurchasesContext, topUp: TopUp): Order {
  const { id, organisationId, sale, method } = topUp;
  const provider = context.providers.get(topUp.provider);
  if (provider === undefined) {
    throw providerNotAvailable(topUp.provider);
  }
  const base = priceInBase(context, parseMoney(sale.price));
  if (base === undefined) {
    throw currencyNotAvailable(sale.price.currency);
  }
  const now = context.environment.now();
  const createdAt = now.toISOString();
  const page = `${context.config.appOrigin}/purchases/${id}`;
  const order: Order = {
    ...untouched,
    ...{ id, organisationId, createdAt, kind: 'auto_top_up', state: 'pending', status: 'pending' },
    ...{ packageId: sale.packageId, packageName: sale.packageName, credits: sale.credits },
    price: sale.price,
    ...{ provider: provider.id, livemode: provider.livemode, paymentRef: null, checkoutUrl: null },
    ...{ returnUrl: page, cancelUrl: page, email: method.email, createdBy: topUp.personId },
    lotId: `lot_${id.slice(id.indexOf('_') + 1)}`,
    baseCurrency: context.config.baseCurrency,
    ...{ rate: base.rate, basis: base.basis.toString(), tax: base.tax.toString() },
    expiresAt: new Date(now.getTime() + repeatHours * 3_600_000).toISOString(),
    paidAt: null,
    charged: {
      ...{ customerRef: method.customerRef, methodRef: method.methodRef, email: method.email },
      ...{ brand: method.brand, last4: method.last4, expiresOn: method.expiresOn },
    },
    history: [
      {
        at: createdAt,
        what: 'created',
        detail: `${sale.packageName}, automatic, ${provider.name}`,
      },
    ],
    checkAt: null,
  };
  return { ...order, checkAt: nextCheck(order, now) };
}

/**
 * Charges a saved method for an ordinary purchase, once per id. While the outcome is not known the
 * purchase stays `pending` and is asked about under the same id.
 */
export async function topUp(context: PurchasesContext, wish: TopUp): Promise<TopUpState> {
  const known = await context.repository.order(wish.id);
  const order = known ?? (await context.repository.insertOrder(makeTopUp(context, wish)));
  try {
    return stateOf(await followPayment(context, order.id));
  } catch (error) {
    if (error instanceof ProviderUnknown) {
      return stateOf(order);
    }
    throw error;
  }
}

/** How a top-up stands, without asking its provider; undefined where there is none of this id. */
export async function topUpState(
  context: PurchasesContext,
  id: string,
): Promise<TopUpState | undefined> {
  const order = await context.repository.order(id);
  return order && stateOf(order);
}

function stateOf(order: Order): TopUpState {
  return { status: statusOf(order), failure: order.failure };
}

/** Micro-credits of an organisation's newest purchases whose payment is on its way. */
export async function creditsOnTheirWay(
  context: PurchasesContext,
  organisationId: string,
): Promise<bigint> {
  const newest = await context.repository.orders(organisationId, { limit: 50, cursor: null });
  return newest.items
    .filter(({ state }) => state === 'processing')
    .reduce((sum, { credits }) => sum + BigInt(credits), 0n);
}

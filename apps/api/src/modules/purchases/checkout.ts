import type { BodyOf, purchaseRoutes } from '@telex-credits/contracts';
import { parseCredits, parseMoney } from '@telex-credits/money';
import { type PaymentProvider, ProviderRefusal, ProviderUnknown } from '@telex-credits/payments';
import { type PurchasesContext, priceInBase, providerOf, timeOf } from './context.js';
import {
  currencyNotAvailable,
  customAmountNotAvailable,
  keyReused,
  notSupported,
  packageNotFound,
  packageRequired,
  providerNotAvailable,
  providerRefused,
  providerUnavailable,
} from './errors.js';
import { customAmount, customOfferOf, type Offered, packageAt } from './offers.js';
import { nextCheck, noted } from './order-state.js';
import { describePackage } from './packages.js';
import { type Order, untouched } from './schemas.js';

/** A request to buy, with who asks and the id that follows from its key. */
export interface NewPurchase {
  readonly id: string;
  readonly organisationId: string;
  readonly personId: string;
  readonly email: string | null;
  readonly body: BodyOf<typeof purchaseRoutes.create>;
}

/** The order as it is written before the provider hears of it. */
function makeOrder(
  context: PurchasesContext,
  purchase: NewPurchase,
  sale: { readonly offered: Offered; readonly provider: PaymentProvider },
): Order {
  const { id, organisationId, body } = purchase;
  const { offered, provider } = sale;
  const { price } = offered;
  const base = priceInBase(context, parseMoney(price));
  if (base === undefined || !provider.currencies.includes(body.currency)) {
    throw currencyNotAvailable(body.currency);
  }
  const now = context.environment.now();
  const createdAt = now.toISOString();
  const { appOrigin, baseCurrency, checkoutMinutes } = context.config;
  const order: Order = {
    ...{ id, organisationId, createdAt, baseCurrency, price },
    state: 'pending',
    packageId: offered.packageId,
    packageName: offered.packageName,
    credits: offered.credits,
    provider: provider.id,
    livemode: provider.livemode,
    paymentRef: null,
    checkoutUrl: null,
    returnUrl: `${appOrigin}/purchases/${id}`,
    cancelUrl: `${appOrigin}/purchases/${id}`,
    email: purchase.email,
    createdBy: purchase.personId,
    // From the purchase's own id: a grant that is repeated after a crash is the same grant.
    lotId: `lot_${id.slice(id.indexOf('_') + 1)}`,
    rate: base.rate,
    basis: base.basis.toString(),
    tax: base.tax.toString(),
    expiresAt: new Date(now.getTime() + checkoutMinutes * 60_000).toISOString(),
    paidAt: null,
    ...untouched,
    asked: body.credits ?? null,
    saveMethod: body.saveMethod ?? false,
    status: 'pending',
    history: [
      { at: createdAt, what: 'created', detail: `${offered.packageName}, ${provider.name}` },
    ],
    checkAt: null,
  };
  return { ...order, checkAt: nextCheck(order, now) };
}

function providerFor(context: PurchasesContext, body: NewPurchase['body']): PaymentProvider {
  const provider = context.providers.get(body.provider);
  if (provider === undefined) {
    throw providerNotAvailable(body.provider);
  }
  if (body.saveMethod === true && !provider.savesMethods) {
    throw notSupported(`${provider.name} cannot save a payment method (saveMethod).`);
  }
  return provider;
}

/** Asks the provider for a checkout page; the same order gets the same page, however often. */
function askForCheckout(context: PurchasesContext, order: Order) {
  const { id: orderId, returnUrl, cancelUrl, expiresAt, email } = order;
  return providerOf(context, order).createCheckout({
    ...{ orderId, returnUrl, cancelUrl, expiresAt, email },
    amount: parseMoney(order.price),
    description: describePackage({ credits: order.credits, name: order.packageName }),
    saveMethod: order.saveMethod,
  });
}

/**
 * The order with its checkout page. Safe to call at any time: it repairs a crash between the
 * provider's answer and ours. Throws 502 or 503 when the provider refuses or does not answer.
 */
export async function ensureCheckout(context: PurchasesContext, order: Order): Promise<Order> {
  if (order.paymentRef !== null) {
    return order;
  }
  try {
    const { paymentRef, url, expiresAt } = await askForCheckout(context, order);
    return await context.repository.changeOrder(order.id, (before) =>
      before.paymentRef === null
        ? { ...before, paymentRef, checkoutUrl: url, expiresAt }
        : undefined,
    );
  } catch (error) {
    if (error instanceof ProviderRefusal) {
      const line = { at: timeOf(context), what: 'checkout_refused', detail: error.message };
      await context.repository.changeOrder(order.id, (before) =>
        before.history.at(-1)?.detail === line.detail ? undefined : noted(before, line),
      );
      throw providerRefused(error);
    }
    throw error instanceof ProviderUnknown ? providerUnavailable(error) : error;
  }
}

/**
 * Starts a purchase and answers it with the page to pay on. The id comes with the request, so two
 * requests with the same key are one order and one checkout.
 */
export async function createPurchase(
  context: PurchasesContext,
  purchase: NewPurchase,
): Promise<Order> {
  const { body } = purchase;
  if ((body.packageId === undefined) === (body.credits === undefined)) {
    throw packageRequired();
  }
  const existing = await context.repository.order(purchase.id);
  const order = existing ?? (await insertNew(context, purchase));
  const isSame =
    order.organisationId === purchase.organisationId &&
    order.packageId === (body.packageId ?? null) &&
    order.asked === (body.credits ?? null) &&
    order.price.currency === body.currency &&
    order.saveMethod === (body.saveMethod ?? false) &&
    order.provider === body.provider;
  if (!isSame) {
    throw keyReused();
  }
  return ensureCheckout(context, order);
}

/** What the body asks for; throws 404 and 400 for what is not on sale. */
async function offeredFor(
  context: PurchasesContext,
  { packageId, credits, currency }: NewPurchase['body'],
): Promise<Offered> {
  if (packageId === undefined) {
    const custom = await customOfferOf(context);
    const offered = customAmount(custom, { credits: parseCredits(credits ?? '0'), currency });
    if (offered === undefined) {
      throw customAmountNotAvailable(custom);
    }
    return offered;
  }
  const item = await context.repository.package(packageId);
  if (item === undefined || !item.active) {
    throw packageNotFound();
  }
  const offered = packageAt(item, currency);
  if (offered === undefined) {
    throw currencyNotAvailable(currency);
  }
  return offered;
}

async function insertNew(context: PurchasesContext, purchase: NewPurchase): Promise<Order> {
  const provider = providerFor(context, purchase.body);
  const offered = await offeredFor(context, purchase.body);
  return context.repository.insertOrder(makeOrder(context, purchase, { offered, provider }));
}

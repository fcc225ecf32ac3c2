import { type Micros, type Nanos, oneCredit, parseDecimal, parseMoney } from '@telex-credits/money';
import { type PurchasesContext, priceInBase } from './context.js';
import { priceBelowCreditPrice } from './errors.js';
import { cheapestOf, customOfferOf, type Offered, packageAt } from './offers.js';
import type { PackageDoc } from './schemas.js';

/** Something on sale, in base currency, net of tax. */
export interface Priced {
  readonly name: string;
  /** Bonus included. */
  readonly credits: Micros;
  readonly price: Nanos;
}

/** An offer in base currency; undefined where there is no rate of the day for its currency. */
function pricedOf(context: PurchasesContext, offered: Offered): Priced | undefined {
  const base = priceInBase(context, parseMoney(offered.price));
  const { packageName: name, credits } = offered;
  return base && { name, credits: BigInt(credits), price: base.basis };
}

/** The prices of a package, in every currency. */
export function pricesOf(item: PackageDoc): Offered[] {
  return item.prices.flatMap(({ currency }) => packageAt(item, currency) ?? []);
}

/** Everything on sale now, for the boot's check of CREDIT_PRICE. */
export async function everythingOnSale(context: PurchasesContext): Promise<Priced[]> {
  const packages = await context.repository.packages();
  const custom = await customOfferOf(context);
  const offered = [...packages.flatMap(pricesOf), ...(custom === null ? [] : cheapestOf(custom))];
  return offered.flatMap((one) => pricedOf(context, one) ?? []);
}

/**
 * Refuses what would sell a credit below CREDIT_PRICE: calls that are priced in USD would then cost
 * more than was paid for the credits. Throws 409 `price_below_credit_price`.
 */
export function checkPrices(context: PurchasesContext, offered: readonly Offered[]): void {
  const { creditPrice } = context.config;
  if (creditPrice === null) {
    return;
  }
  const nanosPerCredit = parseDecimal(creditPrice, 9);
  for (const one of offered) {
    const priced = pricedOf(context, one);
    if (priced !== undefined && nanosPerCredit * priced.credits > priced.price * oneCredit) {
      throw priceBelowCreditPrice(one.price, creditPrice);
    }
  }
}

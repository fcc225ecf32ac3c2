import { type CustomOffer, customPrice } from '@telex-credits/contracts';
import { type Currency, type Micros, parseCredits, type WireMoney } from '@telex-credits/money';
import type { PurchasesContext } from './context.js';
import type { PackageDoc } from './schemas.js';

/** What is bought, and for how much; fixed in the order when it is made. */
export interface Offered {
  /** Null for a custom amount. */
  readonly packageId: string | null;
  readonly packageName: string;
  /** Micro-credits, bonus included, as text. */
  readonly credits: string;
  readonly price: WireMoney;
}

/**
 * A custom amount: `credits` are paid for, and the bonus comes on top, in the same lot. Undefined
 * where it is not on sale in this currency or number.
 */
export function customAmount(
  offer: CustomOffer | null,
  wish: { readonly credits: Micros; readonly currency: Currency },
): Offered | undefined {
  const found = offer === null ? undefined : customPrice(offer, wish);
  return (
    found && {
      packageId: null,
      packageName: 'Custom amount',
      credits: (wish.credits + found.bonus).toString(),
      price: found.price,
    }
  );
}

/** A package at its price in a currency; undefined where it has none, or is off sale. */
export function packageAt(item: PackageDoc | undefined, currency: Currency): Offered | undefined {
  const price = item?.prices.find((one) => one.currency === currency);
  return item === undefined || !item.active || price === undefined
    ? undefined
    : { packageId: item.id, packageName: item.name, credits: item.credits, price };
}

/** What custom amounts cost where no administrator has said it: what the Starter Pack costs. */
export const defaultCustomOffer: CustomOffer = {
  minimum: '200',
  maximum: '1000000',
  unitPrices: [
    { amount: '0.005', currency: 'USD' },
    { amount: '8', currency: 'NGN' },
  ],
  tiers: [
    { from: '5000', bonusBps: 2000 },
    { from: '10000', bonusBps: 4000 },
  ],
};

/** What custom amounts cost now; null where they are not on sale. */
export async function customOfferOf(
  context: Pick<PurchasesContext, 'repository'>,
): Promise<CustomOffer | null> {
  const offer = await context.repository.customOffer();
  return offer === undefined ? defaultCustomOffer : offer;
}

/** The cheapest credits of a custom offer, in each currency and tier, for checks of prices. */
export function cheapestOf(offer: CustomOffer): Offered[] {
  const [minimum, maximum] = [parseCredits(offer.minimum), parseCredits(offer.maximum)];
  const amounts = [minimum, maximum, ...offer.tiers.map(({ from }) => parseCredits(from))];
  return offer.unitPrices.flatMap(({ currency }) =>
    amounts.flatMap((credits) => customAmount(offer, { credits, currency }) ?? []),
  );
}

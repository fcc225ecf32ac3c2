import type { CustomOffer } from '@telex-credits/contracts';
import {
  bpsWhole,
  type Currency,
  currencyPlaces,
  type Micros,
  mulDivCeil,
  mulDivFloor,
  oneCredit,
  parseCredits,
  parseDecimal,
  printMoney,
  type WireMoney,
} from '@telex-credits/money';
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

/** Places of the price of one credit. */
const unitPlaces = 9;

/** The bonus on top of `credits`: that of the highest tier that they reach, rounded down. */
function bonusOf(offer: CustomOffer, credits: Micros): Micros {
  const reached = offer.tiers
    .filter(({ from }) => parseCredits(from) <= credits)
    .reduce((best, { bonusBps }) => Math.max(best, bonusBps), 0);
  return mulDivFloor(credits, BigInt(reached), bpsWhole);
}

/**
 * A custom amount: `credits` are paid for, rounded up once to a minor unit, and the bonus comes on
 * top, in the same lot. Undefined where it is not on sale in this currency or number; whole credits
 * only.
 */
export function customAmount(
  offer: CustomOffer | null,
  { credits, currency }: { readonly credits: Micros; readonly currency: Currency },
): Offered | undefined {
  const unit = offer?.unitPrices.find((one) => one.currency === currency);
  if (offer === null || unit === undefined || credits % oneCredit !== 0n) {
    return undefined;
  }
  if (credits < parseCredits(offer.minimum) || credits > parseCredits(offer.maximum)) {
    return undefined;
  }
  const scale = 10n ** BigInt(unitPlaces - currencyPlaces[currency]);
  const minor = mulDivCeil(credits, parseDecimal(unit.amount, unitPlaces), oneCredit * scale);
  return {
    packageId: null,
    packageName: 'Custom amount',
    credits: (credits + bonusOf(offer, credits)).toString(),
    price: printMoney({ minor, currency }),
  };
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

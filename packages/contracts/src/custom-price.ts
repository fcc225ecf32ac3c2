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
import type { CustomOffer } from './purchases.js';

/** What a custom amount costs, and the bonus that comes on top of it. */
export interface CustomPrice {
  readonly bonus: Micros;
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
 * The price of `credits`, rounded up once to a minor unit, and their bonus: the one calculation
 * that the server sells by and that a page may show beforehand. Undefined where they are not on
 * sale in this currency or number; whole credits only.
 */
export function customPrice(
  offer: CustomOffer,
  { credits, currency }: { readonly credits: Micros; readonly currency: Currency },
): CustomPrice | undefined {
  const unit = offer.unitPrices.find((one) => one.currency === currency);
  if (unit === undefined || credits % oneCredit !== 0n) {
    return undefined;
  }
  if (credits < parseCredits(offer.minimum) || credits > parseCredits(offer.maximum)) {
    return undefined;
  }
  const scale = 10n ** BigInt(unitPlaces - currencyPlaces[currency]);
  const minor = mulDivCeil(credits, parseDecimal(unit.amount, unitPlaces), oneCredit * scale);
  return { bonus: bonusOf(offer, credits), price: printMoney({ minor, currency }) };
}

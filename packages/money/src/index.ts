export { creditPlaces, oneCredit, parseCredits, printCredits } from './credits.js';
export { AmountError, parseDecimal, printDecimal } from './decimal.js';
export {
  type Currency,
  currencies,
  currencyPlaces,
  isCurrency,
  type Money,
  minorToNanos,
  nanoPlaces,
  parseMoney,
  printMoney,
  printNanos,
  type WireMoney,
} from './money.js';
export { basisReleased, bpsWhole, mulDivCeil, mulDivFloor, splitByWeights } from './split.js';
export type { Micros, Minor, Nanos } from './units.js';

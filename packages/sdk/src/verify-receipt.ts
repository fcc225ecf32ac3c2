import { parseUnits, printUnits } from './amounts.js';
import { TelexCreditsError } from './errors.js';
import { add, ceilAt, cutAt, exact, type Fraction, times, zero } from './fraction.js';
import type { ModelPrice, Receipt } from './generated/types.js';
import { type Computed, checkPerUnit } from './verify-units.js';

/** What computing a receipt again showed. */
export interface ReceiptCheck {
  readonly ok: boolean;
  /** What disagrees, a sentence each; empty when all is right. */
  readonly disagreements: readonly string[];
  /** What the receipt's lines come to, before the hold's limit. */
  readonly computedCredits: string;
}

const creditPlaces = 6;
const moneyPlaces = 9;
const readablePlaces = 12;
const wholeBps = 10_000n;

const micros = (text: string) => parseUnits(text, creditPlaces);
const nanos = (text: string) => parseUnits(text, moneyPlaces);

/**
 * Computes the receipt of one call again from its own data, exactly: quantity × unit price, started
 * blocks and tiers from the metered quantity, USD converted with the receipt's credit price and
 * mark-up, rounded up once to a micro-credit, at least the minimum, at most what was held; then the
 * lots it was paid from and who got what.
 */
export function verifyReceipt(receipt: Receipt): ReceiptCheck {
  try {
    const { computed, disagreements } = checkPrice(receipt);
    const all = [...disagreements, ...checkCharge(receipt, computed), ...checkShares(receipt)];
    const computedCredits = printUnits(computed, creditPlaces);
    return { ok: all.length === 0, disagreements: all, computedCredits };
  } catch (error) {
    if (error instanceof TelexCreditsError) {
      const disagreements = [`The receipt cannot be read: ${error.detail}`];
      return { ok: false, disagreements, computedCredits: '0' };
    }
    throw error;
  }
}

function checkPrice(receipt: Receipt): Computed {
  const { price } = receipt.priceVersion;
  switch (price.model) {
    case 'free':
      return checkFree(receipt);
    case 'per_call':
      return checkPerCall(receipt, price.credits);
    case 'per_token':
      return checkPerToken(receipt, price);
    case 'per_unit':
      return checkPerUnit(receipt, price);
  }
}

/** A price version named `unknown` stands on receipts of entries that were made by hand. */
function checkFree({ priceVersion, credits, lines }: Receipt): Computed {
  if (priceVersion.id === 'unknown') {
    return { computed: micros(credits), disagreements: [] };
  }
  return {
    computed: 0n,
    disagreements: lines.length === 0 ? [] : ['The price is free, but the receipt has lines.'],
  };
}

function checkPerCall({ lines }: Receipt, credits: string): Computed {
  const wrong = lines.filter((line) => ceilOf(product(line)) !== micros(line.credits));
  const computed = ceilOf(lines.map(product).reduce(add, zero));
  return {
    computed,
    disagreements: [
      ...wrong.map(lineDisagrees),
      ...expect(computed <= micros(credits), 'The lines come to more than the price of a call.'),
      ...lines
        .filter(({ what, unitPrice }) => what === 'call' && unitPrice !== credits)
        .map(({ unitPrice }) => `The line's price ${unitPrice} is not the price ${credits}.`),
    ],
  };
}

function checkPerToken(
  { lines, creditPrice, modelPrice }: Receipt,
  price: { readonly markupBps: number; readonly minimum: string },
): Computed {
  if (lines.length === 0) {
    return { computed: 0n, disagreements: [] };
  }
  const creditsPerUsd = rateOf(creditPrice, price.markupBps);
  if (creditsPerUsd === undefined) {
    return { computed: 0n, disagreements: ['The credit price is missing.'] };
  }
  const inUsd = lines.filter(({ unitPrice }) => unitPrice.endsWith(' USD'));
  const toMinimum = lines.filter((line) => !inUsd.includes(line));
  const inCredits = (line: Line) => times(product(line), creditsPerUsd);
  const metered = ceilOf(inUsd.map(inCredits).reduce(add, zero));
  const added = ceilOf(toMinimum.map(product).reduce(add, zero));
  const minimum = micros(price.minimum);
  const missing = metered < minimum ? minimum - metered : 0n;
  return {
    computed: metered + added,
    disagreements: [
      ...inUsd.filter((line) => readable(inCredits(line)) !== line.credits).map(lineDisagrees),
      ...toMinimum
        .filter((line) => ceilOf(product(line)) !== micros(line.credits))
        .map(lineDisagrees),
      ...inUsd
        .filter(({ what, unitPrice }) => modelPrice && unitPrice !== priceOfPart(modelPrice, what))
        .map(
          ({ what }) => `The price of the line "${what}" is not the one of the model's version.`,
        ),
      ...expect(added === missing, 'The line up to the minimum is not what the minimum asks for.'),
    ],
  };
}

/** What a line's part of a call costs by a model's price: `prompt of MODEL`, `cached prompt of …`. */
function priceOfPart({ model, prices }: ModelPrice, what: string): string | undefined {
  const { cached, ...others } = prices;
  const all = { ...others, 'cached prompt': cached ?? prices.prompt };
  const found = Object.entries(all).find(([part]) => what === `${part} of ${model}`);
  return found && `${found[1]} USD`;
}

type Line = Receipt['lines'][number];

function product({ quantity, unitPrice }: Line): Fraction {
  return times(exact(quantity), exact(unitPrice.replace(/ USD$/, '')));
}

function rateOf(creditPrice: string | null, markupBps: number): Fraction | undefined {
  const { value, over } = creditPrice === null ? zero : exact(creditPrice);
  const markup = { value: wholeBps + BigInt(markupBps), over: wholeBps };
  return value <= 0n ? undefined : times({ value: over, over: value }, markup);
}

const ceilOf = (credits: Fraction) => ceilAt(credits, creditPlaces);
const readable = (credits: Fraction) => printUnits(cutAt(credits, readablePlaces), readablePlaces);

function lineDisagrees({ what, quantity, unitPrice, credits }: Line): string {
  return `The line "${what}" says ${credits}, which is not ${quantity} × ${unitPrice}.`;
}

/** What was metered is charged, up to what was held; the rest is the platform's loss. */
function checkCharge(receipt: Receipt, computed: bigint): string[] {
  const { credits, excess, held, estimated, lines } = receipt;
  const isEstimated = lines.some((line) => line.estimated);
  return [
    ...expect(
      micros(credits) + micros(excess) === computed,
      `Charged ${credits} and lost ${excess} are not the ${printUnits(computed, creditPlaces)} of the lines.`,
    ),
    ...expect(micros(credits) <= micros(held), `More than the ${held} held was charged.`),
    ...expect(
      estimated === isEstimated,
      `The receipt ${estimated ? 'says' : 'does not say'} that it is estimated; its lines disagree.`,
    ),
  ];
}

/** Each lot's collected money is shared: the developer's part rounds down, the platform has the rest. */
function checkShares(receipt: Receipt): string[] {
  const { lots, publisherId } = receipt;
  const bps = publisherId === null ? 0n : BigInt(receipt.developerBps);
  const sum = (part: (lot: Receipt['lots'][number]) => bigint) =>
    lots.reduce((all, lot) => all + part(lot), 0n);
  const collected = nanos(receipt.collected.amount);
  const developer = nanos(receipt.developerShare.amount);
  const share = (lot: Receipt['lots'][number]) => (nanos(lot.collected.amount) * bps) / wholeBps;
  return [
    ...expect(
      sum((lot) => micros(lot.credits)) === micros(receipt.credits),
      'The lots used do not add up to the credits charged.',
    ),
    ...expect(
      sum((lot) => nanos(lot.collected.amount)) === collected,
      'The money of the lots does not add up to what was collected.',
    ),
    ...lots
      .filter((lot) => nanos(lot.developer.amount) !== share(lot))
      .map((lot) => `The developer's share of lot ${lot.lotId} is not ${bps} basis points of it.`),
    ...expect(
      sum((lot) => nanos(lot.developer.amount)) === developer,
      "The developer's shares of the lots do not add up.",
    ),
    ...expect(
      developer + nanos(receipt.platformShare.amount) === collected,
      'The two shares do not add up to what was collected.',
    ),
  ];
}

function expect(isSo: boolean, otherwise: string): string[] {
  return isSo ? [] : [otherwise];
}

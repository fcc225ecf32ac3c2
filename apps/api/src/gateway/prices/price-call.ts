import type { ModelPriceVersion, Price, Receipt } from '@telex-credits/contracts';
import { bpsWhole, type Micros, type Nanos, nanoPlaces, parseCredits } from '@telex-credits/money';
import { add, ceilAt, type Fraction, parseUsd, printCut, printUsd, times, zero } from './exact.js';
import type { MicroUnits } from './quantity.js';
import { minimumLines, perUnit } from './unit-lines.js';

/** USD per unit, exact; what a model costs its platform. */
export interface ModelPrice {
  readonly model: string;
  readonly prompt: Fraction;
  readonly completion: Fraction;
  /** Per request and per image of a prompt; zero where the model has no such price. */
  readonly request: Fraction;
  readonly image: Fraction;
  /** Per prompt token that the upstream had cached; null where it costs what the others do. */
  readonly cached: Fraction | null;
  /** The recorded version that these prices are of; the receipt names it. */
  readonly version?: ModelPriceVersion;
}

/** What a call used, as far as its price asks. */
export type Meter =
  | { readonly kind: 'call' }
  /** Null where the reply did not say. */
  | { readonly kind: 'units'; readonly quantity: MicroUnits | null }
  | {
      readonly kind: 'tokens';
      readonly model: ModelPrice;
      readonly prompt: bigint;
      /** Of the prompt's tokens, those that the upstream had cached. */
      readonly cached: bigint;
      readonly completion: bigint;
      readonly images: bigint;
      /** True when the counts are our estimate and not what the upstream reported. */
      readonly estimated: boolean;
    };

/** One line of a receipt, see `receiptLineSchema`. */
export interface PriceLine {
  readonly what: string;
  readonly quantity: string;
  readonly unit: string;
  readonly unitPrice: string;
  readonly credits: string;
  readonly estimated: boolean;
  readonly [key: string]: string | boolean;
}

/** What a call costs, with everything that is needed to compute it again. */
export interface PricedCall {
  readonly credits: Micros;
  readonly lines: readonly PriceLine[];
  /** For a price per unit: what the lines were made from. */
  readonly metered: Receipt['metered'];
  /** For a price per token: the model's own price. */
  readonly modelPrice: ModelPriceVersion | null;
  readonly estimated: boolean;
  /** What the platform pays its upstream, in base currency; null where the price does not know. */
  readonly upstreamCost: Nanos | null;
}

/** A price that this meter cannot answer for: a module set up wrongly, never a price of zero. */
export class PriceMismatch extends Error {
  override readonly name = 'PriceMismatch';
}

const creditDigits = 6;
const readableDigits = 12;

const fixed = { metered: null, modelPrice: null, estimated: false, upstreamCost: null } as const;
const free: PricedCall = { ...fixed, credits: 0n, lines: [] };

function perCall(credits: string): PricedCall {
  const line = {
    what: 'call',
    quantity: '1',
    unit: 'call',
    unitPrice: credits,
    credits,
    estimated: false,
  };
  return { ...fixed, credits: parseCredits(credits), lines: [line] };
}

/** Credits per USD, mark-up included. */
function creditsPerUsd(creditPrice: string, markupBps: number): Fraction {
  const price = parseUsd(creditPrice);
  if (price.value === 0n) {
    throw new PriceMismatch('the credit price is zero');
  }
  return times(
    { value: price.over, over: price.value },
    { value: bpsWhole + BigInt(markupBps), over: bpsWhole },
  );
}

function tokenLines(meter: Meter & { kind: 'tokens' }, rate: Fraction) {
  const { model, estimated } = meter;
  const cached = model.cached === null ? 0n : meter.cached;
  const cachedPart = {
    what: 'cached prompt',
    quantity: cached,
    unit: 'token',
    price: model.cached ?? model.prompt,
    estimated,
  };
  const parts = [
    {
      what: 'prompt',
      quantity: meter.prompt - cached,
      unit: 'token',
      price: model.prompt,
      estimated,
    },
    ...(cached === 0n ? [] : [cachedPart]),
    {
      what: 'completion',
      quantity: meter.completion,
      unit: 'token',
      price: model.completion,
      estimated,
    },
    { what: 'request', quantity: 1n, unit: 'request', price: model.request, estimated: false },
    { what: 'image', quantity: meter.images, unit: 'image', price: model.image, estimated: false },
  ].filter(({ unit, quantity, price }) => unit === 'token' || (quantity > 0n && price.value > 0n));
  const usd = parts.map(({ quantity, price }) => times(price, { value: quantity, over: 1n }));
  const lines = parts.map((part, index): PriceLine => {
    return {
      what: `${part.what} of ${model.model}`,
      quantity: part.quantity.toString(),
      unit: part.unit,
      unitPrice: `${printUsd(part.price)} USD`,
      credits: printCut(times(usd[index] ?? zero, rate), readableDigits),
      estimated: part.estimated,
    };
  });
  return { lines, usd: usd.reduce(add, zero) };
}

function perToken(
  price: Price & { model: 'per_token' },
  meter: Meter & { kind: 'tokens' },
  creditPrice: string,
): PricedCall {
  const rate = creditsPerUsd(creditPrice, price.markupBps);
  const { lines, usd } = tokenLines(meter, rate);
  const metered = ceilAt(times(usd, rate), creditDigits);
  const toMinimum = minimumLines(metered, parseCredits(price.minimum));
  const lifted = toMinimum.reduce((sum, line) => sum + parseCredits(line.credits), metered);
  return {
    credits: lifted,
    lines: [...lines, ...toMinimum],
    metered: null,
    modelPrice: meter.model.version ?? null,
    estimated: meter.estimated,
    upstreamCost: ceilAt(usd, nanoPlaces),
  };
}

/**
 * What a call costs: the one function behind holds, captures and estimates, so that they cannot
 * disagree. Exact; rounded up once, to a micro-credit. `creditPrice` is USD per credit. For a price
 * per token: credits = ceil(Σ quantity × unitPrice USD ÷ creditPrice × (1 + markupBps/10000)), at
 * least the minimum. For a price per unit: Σ started blocks × their tier's credits, at least the
 * minimum. Throws `PriceMismatch` when the meter does not count what the price asks for.
 */
export function priceCall(call: {
  readonly price: Price;
  readonly meter: Meter;
  readonly creditPrice: string;
}): PricedCall {
  const { price, meter } = call;
  switch (price.model) {
    case 'free':
      return free;
    case 'per_call':
      return perCall(price.credits);
    case 'per_token':
      if (meter.kind !== 'tokens') {
        throw new PriceMismatch('a price per token needs a call that counts tokens');
      }
      return perToken(price, meter, call.creditPrice);
    case 'per_unit':
      if (meter.kind !== 'units') {
        throw new PriceMismatch('a price per unit needs a call whose units were counted');
      }
      return perUnit(price, meter.quantity);
  }
}

/**
 * What is held for a call whose price does not depend on its request: the price per call, or the most
 * that a price per unit may come to. Throws `PriceMismatch` for a price per token.
 */
export function worstOf(price: Price): PricedCall {
  return price.model === 'per_unit'
    ? { ...fixed, credits: parseCredits(price.maximum), lines: [] }
    : priceCall({ price, meter: { kind: 'call' }, creditPrice: '0' });
}

/** Whether a price charges for an upstream's errors too. */
export function errorsBillable(price: Price): boolean {
  return price.model === 'per_call' && price.errorsBillable;
}

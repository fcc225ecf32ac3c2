import { type Price, priceSchema, type Receipt, type UnitPrice } from '@telex-credits/contracts';
import { parseCredits, printCredits } from '@telex-credits/money';
import { verifyReceipt } from '@telex-credits/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUsd } from './exact.js';
import { type Meter, type PricedCall, PriceMismatch, priceCall, worstOf } from './price-call.js';
import { wholeUnits } from './quantity.js';

const pages = (more: object): UnitPrice => {
  const price = priceSchema.parse({
    ...{ model: 'per_unit', unit: 'page', quantity: { in: 'body', at: '/pages' } },
    ...{ tiers: [{ upTo: null, credits: '0.1' }], maximum: '10' },
    ...more,
  });
  if (price.model !== 'per_unit') {
    throw new Error('not a price per unit');
  }
  return price;
};
const cost = (price: UnitPrice, quantity: bigint | null) =>
  priceCall({ price, meter: { kind: 'units', quantity }, creditPrice: '1' });

describe('a price per unit', () => {
  it('is quantity times price, at least the minimum, and holds the maximum', () => {
    const price = pages({ minimum: '0.25' });
    expect(cost(price, wholeUnits(7))).toMatchObject({
      credits: 700_000n,
      estimated: false,
      metered: { quantity: '7', unit: 'page', estimated: false },
      lines: [{ what: 'units', quantity: '7', unit: 'page', unitPrice: '0.1', credits: '0.7' }],
    });
    expect(cost(price, wholeUnits(1))).toMatchObject({
      credits: 250_000n,
      lines: [{ credits: '0.1' }, { what: 'up to the minimum per call', credits: '0.15' }],
    });
    expect(worstOf(price).credits).toBe(10_000_000n);
  });

  it('counts started blocks', () => {
    const price = pages({ per: 1000, unit: 'token' });
    expect(cost(price, wholeUnits(1000)).credits).toBe(100_000n);
    expect(cost(price, wholeUnits(1000) + 1n).credits).toBe(200_000n);
    expect(cost(price, 0n)).toMatchObject({ credits: 0n, lines: [{ quantity: '0' }] });
  });

  it('is graduated over tiers: a higher tier leaves the units below it at their price', () => {
    const tiers = [
      { upTo: 10, credits: '0' },
      { upTo: 100, credits: '0.2' },
      { upTo: null, credits: '0.1' },
    ];
    const priced = cost(pages({ tiers, maximum: '1000' }), wholeUnits(150));
    expect(priced.credits).toBe(23_000_000n);
    expect(priced.lines.map(({ what, quantity }) => [what, quantity])).toEqual([
      ['1 to 10', '10'],
      ['11 to 100', '90'],
      ['from 101', '50'],
    ]);
  });

  it('without a quantity costs what it assumes, and says so', () => {
    expect(cost(pages({ assumed: 3 }), null)).toMatchObject({
      credits: 300_000n,
      estimated: true,
      metered: { quantity: '3', estimated: true },
      lines: [{ estimated: true }],
    });
  });

  it('is an error, not zero, where nothing was counted', () => {
    const meter = { kind: 'call' } as const;
    expect(() => priceCall({ price: pages({}), meter, creditPrice: '1' })).toThrow(PriceMismatch);
  });

  it.each([
    [
      'tiers that do not rise',
      {
        tiers: [
          { upTo: 5, credits: '1' },
          { upTo: 5, credits: '1' },
        ],
      },
    ],
    ['a last tier with an end', { tiers: [{ upTo: 5, credits: '1' }] }],
    [
      'two tiers without an end',
      {
        tiers: [
          { upTo: null, credits: '1' },
          { upTo: null, credits: '1' },
        ],
      },
    ],
    ['no tier', { tiers: [] }],
    [
      'a tier of half a block',
      {
        per: 2,
        tiers: [
          { upTo: 3, credits: '1' },
          { upTo: null, credits: '1' },
        ],
      },
    ],
    ['a minimum above the maximum', { minimum: '11' }],
    ['an estimate above the maximum', { assumed: 101 }],
    ['no maximum', { maximum: '0' }],
    ['a price below zero', { tiers: [{ upTo: null, credits: '-1' }] }],
    ['an amount that is none', { minimum: 'x' }],
    ['more than 1,000 credits a block', { tiers: [{ upTo: null, credits: '1000.000001' }] }],
    ['a pointer that is none', { quantity: { in: 'body', at: 'pages' } }],
    ['a header that is none', { quantity: { in: 'header', at: 'x pages' } }],
  ])('is refused with %s', (_name, more) => {
    expect(() => pages(more)).toThrow();
  });
});

const micros = (most: number) => fc.bigInt({ min: 0n, max: BigInt(most) }).map(printCredits);
const unitPrices = fc
  .record({
    per: fc.integer({ min: 1, max: 7 }),
    ends: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
    credits: fc.array(micros(3_000_000), { minLength: 5, maxLength: 5 }),
    minimum: micros(5_000_000),
    spare: micros(90_000_000),
    assumed: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ per, ends, credits, minimum, spare, assumed }) => {
    const sorted = [...ends].sort((a, b) => a - b).map((end) => end * per);
    const tiers = [...sorted, null].map((upTo, index) => ({
      upTo,
      credits: credits[index] ?? '0',
    }));
    const room = parseCredits(minimum) + parseCredits(spare) + 9_000_001n;
    return pages({ per, tiers, minimum, assumed, maximum: printCredits(room) });
  });
const quantities = fc.bigInt({ min: 0n, max: 300_000_000n });

/** Block by block, as slowly as it can be written. */
function slowly(price: UnitPrice, quantity: bigint): bigint {
  let sum = 0n;
  for (let unit = 0; wholeUnits(unit) < quantity; unit += price.per) {
    const tier = price.tiers.find(({ upTo }) => upTo === null || unit < upTo);
    sum += parseCredits(tier?.credits ?? 'none');
  }
  const minimum = parseCredits(price.minimum);
  return sum < minimum ? minimum : sum;
}

describe('whatever the price and the quantity', () => {
  it('a call costs what counting block by block comes to', () => {
    fc.assert(
      fc.property(unitPrices, quantities, (price, quantity) => {
        expect(cost(price, quantity).credits).toBe(slowly(price, quantity));
      }),
    );
  });

  it('more never costs less', () => {
    fc.assert(
      fc.property(unitPrices, quantities, quantities, (price, a, b) => {
        expect(cost(price, a + b).credits).toBeGreaterThanOrEqual(cost(price, a).credits);
      }),
    );
  });
});

const at = '2026-11-24T10:00:00.000Z';
const usd = (amount: string) => ({ amount, currency: 'USD' }) as const;

/** The receipt of a call that was paid from one promotional lot. */
function receiptFor(price: Price, priced: PricedCall, held: bigint): Receipt {
  const charged = priced.credits > held ? held : priced.credits;
  const credits = printCredits(charged);
  return {
    ...{ id: 'use_1', at, organisationId: 'org_1', moduleId: 'mod_1', moduleName: 'M' },
    ...{ publisherId: null, keyId: null, route: '/', outcome: 'success', credits },
    held: printCredits(held),
    excess: printCredits(priced.credits - charged),
    creditPrice: price.model === 'per_token' ? '0.0035' : null,
    priceVersion: { id: 'prc_1', effectiveAt: at, createdAt: at, price },
    lines: priced.lines.map((line) => ({ ...line })),
    metered: priced.metered,
    modelPrice: priced.modelPrice,
    rounding: { mode: 'up', to: '0.000001' },
    estimated: priced.estimated,
    lots: [
      {
        ...{ lotId: 'lot_1', kind: 'promotional', credits },
        collected: usd('0'),
        developer: usd('0'),
      },
    ],
    ...{ collected: usd('0'), developerShare: usd('0'), platformShare: usd('0') },
    ...{ developerBps: 0, asked: null, upstreamStatus: 200, durationMs: 1 },
    ...{ requestId: null, reference: null, authorisationId: null },
  };
}

const usdPrices = fc
  .integer({ min: 0, max: 99_999 })
  .map((n) => parseUsd(`0.0000${String(n).padStart(5, '0')}`));
const tokenCounts = fc.bigInt({ min: 0n, max: 100_000n });
const tokenCalls = fc
  .record({
    markupBps: fc.integer({ min: 0, max: 50_000 }),
    minimum: micros(2_000_000),
    ...{ prompt: usdPrices, completion: usdPrices, image: usdPrices, request: usdPrices },
    ...{
      cached: fc.option(usdPrices),
      asked: tokenCounts,
      written: tokenCounts,
      images: fc.nat(3),
    },
    estimated: fc.boolean(),
  })
  .map(({ markupBps, minimum, asked, written, images, estimated, ...prices }) => {
    const used = { prompt: asked, cached: asked / 3n, completion: written, images: BigInt(images) };
    const meter: Meter = { kind: 'tokens', model: { model: 'm', ...prices }, ...used, estimated };
    return { price: { model: 'per_token', markupBps, minimum } as Price, meter };
  });
const unitCalls = fc.record({
  price: unitPrices.map((price): Price => price),
  meter: fc.option(quantities).map((quantity): Meter => ({ kind: 'units', quantity })),
});
const plainCalls = fc
  .oneof(
    fc.constant<Price>({ model: 'free' }),
    micros(9_000_000).map((text): Price => {
      const credits = printCredits(parseCredits(text) + 1n);
      return { model: 'per_call', credits, errorsBillable: false };
    }),
  )
  .map((price) => ({ price, meter: { kind: 'call' } as Meter }));
const calls = fc.oneof(unitCalls, tokenCalls, plainCalls);

describe('the receipt of a call of any price', () => {
  const priced = (call: { price: Price; meter: Meter }) =>
    priceCall({ ...call, creditPrice: '0.0035' });

  it('is what the SDK computes again, cut at the hold or not', () => {
    fc.assert(
      fc.property(calls, fc.bigInt({ min: 0n, max: 100_000_000n }), (call, room) => {
        const result = priced(call);
        const held = call.price.model === 'per_unit' ? worstOf(call.price).credits : room;
        expect(verifyReceipt(receiptFor(call.price, result, held)).disagreements).toEqual([]);
      }),
    );
  });

  it('that was tampered with is found', () => {
    const more = (text: string) => printCredits(parseCredits(text) + 1n);
    const tamper: ((receipt: Receipt) => Receipt)[] = [
      (receipt) => ({ ...receipt, credits: more(receipt.credits) }),
      (receipt) => ({ ...receipt, excess: more(receipt.excess) }),
      (receipt) => ({ ...receipt, lines: receipt.lines.slice(1) }),
      (receipt) => ({ ...receipt, lines: [...receipt.lines, ...receipt.lines] }),
      (receipt) => ({ ...receipt, estimated: !receipt.estimated }),
      (receipt) => ({ ...receipt, metered: null }),
      (receipt) => {
        const metered = receipt.metered && { ...receipt.metered, quantity: '999999' };
        return { ...receipt, metered };
      },
      (receipt) => {
        const lines = receipt.lines.map((line) => ({ ...line, quantity: `${line.quantity}1` }));
        return { ...receipt, lines };
      },
      (receipt) => {
        const { price } = receipt.priceVersion;
        const dearer = { ...price, minimum: '5000' } as Price;
        return { ...receipt, priceVersion: { ...receipt.priceVersion, price: dearer } };
      },
    ];
    const worth = unitCalls.filter(
      ({ price, meter }) =>
        priced({ price, meter }).credits > 0n &&
        price.model === 'per_unit' &&
        price.tiers.every(({ credits }) => parseCredits(credits) > 0n) &&
        meter.kind === 'units' &&
        meter.quantity !== 0n &&
        (meter.quantity !== null || price.assumed > 0),
    );
    fc.assert(
      fc.property(worth, fc.constantFrom(...tamper), ({ price, meter }, change) => {
        const receipt = receiptFor(price, priced({ price, meter }), worstOf(price).credits);
        expect(verifyReceipt(change(receipt)).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

import { priceSchema, type UnitPrice, unitCredits } from '@telex-credits/contracts';
import { parseCredits, printCredits } from '@telex-credits/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRise } from './price-timeline.js';

function pages(more: object): UnitPrice {
  const price = priceSchema.parse({
    ...{ model: 'per_unit', unit: 'page', quantity: { in: 'body', at: '/pages' } },
    ...{ tiers: [{ upTo: null, credits: '0.1' }], maximum: '10', minimum: '0.5' },
    ...more,
  });
  if (price.model !== 'per_unit') {
    throw new Error('not a price per unit');
  }
  return price;
}

describe('a price per unit', () => {
  const current = pages({});
  it.each([
    ['a unit costs more', { tiers: [{ upTo: null, credits: '0.100001' }] }],
    ['the minimum goes up', { minimum: '0.500001' }],
    ['more is held', { maximum: '10.000001' }],
    ['more is assumed than the minimum covers', { assumed: 6 }],
    ['its block is another one', { per: 2 }],
    ['its unit is another one', { unit: 'sheet' }],
    ['its quantity is read elsewhere', { quantity: { in: 'header', at: 'pages' } }],
    [
      'one tier costs more, though most calls cost less',
      {
        tiers: [
          { upTo: 50, credits: '0' },
          { upTo: 60, credits: '0.61' },
          { upTo: null, credits: '0' },
        ],
      },
    ],
  ])('rises where %s', (_name, more) => {
    expect(isRise(current, pages(more))).toBe(true);
  });

  it.each([
    ['nothing changes', {}],
    ['a unit costs less', { tiers: [{ upTo: null, credits: '0.099999' }] }],
    ['the minimum goes down', { minimum: '0' }],
    ['less is held', { maximum: '9' }],
    [
      'a tier beyond the maximum costs more',
      {
        tiers: [
          { upTo: 100, credits: '0.1' },
          { upTo: null, credits: '9' },
        ],
      },
    ],
    [
      'units that the minimum covers cost more',
      {
        tiers: [
          { upTo: 2, credits: '0.2' },
          { upTo: 5, credits: '0.03' },
          { upTo: null, credits: '0.1' },
        ],
      },
    ],
  ])('does not rise where %s', (_name, more) => {
    expect(isRise(current, pages(more))).toBe(false);
  });

  it('rises from and to every other model', () => {
    const perCall = { model: 'per_call', credits: '10', errorsBillable: false } as const;
    expect(isRise(perCall, current)).toBe(true);
    expect(isRise(current, perCall)).toBe(true);
    expect(isRise(current, { model: 'free' })).toBe(false);
  });

  it('rises exactly where some quantity costs more, or more is held', () => {
    const cents = (most: number) =>
      fc.integer({ min: 0, max: most }).map((n) => printCredits(BigInt(n) * 10_000n));
    const prices = fc
      .record({
        ends: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
        credits: fc.array(cents(4), { minLength: 4, maxLength: 4 }),
        minimum: cents(10),
        spare: cents(20),
      })
      .map(({ ends, credits, minimum, spare }) =>
        pages({
          ...{ minimum, assumed: 0 },
          tiers: [...ends.sort((a, b) => a - b), null].map((upTo, index) => {
            return { upTo, credits: credits[index] };
          }),
          maximum: printCredits(parseCredits(minimum) + parseCredits(spare) + 1n),
        }),
      );
    const chargeOf = (price: UnitPrice, blocks: number) => {
      const sum = unitCredits(price, BigInt(blocks));
      const bounds = [parseCredits(price.minimum), parseCredits(price.maximum)] as const;
      return bounds.find((bound, index) => (index === 0 ? sum < bound : sum > bound)) ?? sum;
    };
    // 0.31 credits at 0.01 a page, and the last end at 12: nothing bends beyond 60 pages.
    const some = Array.from({ length: 60 }, (_, blocks) => blocks);
    fc.assert(
      fc.property(prices, prices, (a, b) => {
        const dearer = some.some((blocks) => chargeOf(b, blocks) > chargeOf(a, blocks));
        const holdsMore = parseCredits(b.maximum) > parseCredits(a.maximum);
        expect(isRise(a, b)).toBe(dearer || holdsMore);
      }),
      { numRuns: 2000 },
    );
  });
});

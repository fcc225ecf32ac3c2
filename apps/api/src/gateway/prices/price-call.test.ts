import { parseCredits, printCredits } from '@telex-credits/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUsd, printUsd } from './exact.js';
import { type Meter, type ModelPrice, PriceMismatch, priceCall } from './price-call.js';
import { completionBound, estimatePrompt, tokensOf } from './token-estimate.js';

const zeroUsd = parseUsd('0');
function model(prompt: string, completion: string, more: Partial<ModelPrice> = {}): ModelPrice {
  return {
    model: 'm',
    prompt: parseUsd(prompt),
    completion: parseUsd(completion),
    request: zeroUsd,
    image: zeroUsd,
    cached: null,
    ...more,
  };
}
function tokens(price: ModelPrice, prompt: bigint, completion: bigint, images = 0n): Meter {
  return { kind: 'tokens', model: price, prompt, cached: 0n, completion, images, estimated: true };
}
const perToken = { model: 'per_token', markupBps: 0, minimum: '0' } as const;

describe('the price of a call', () => {
  it('is nothing for a free module', () => {
    const priced = priceCall({
      price: { model: 'free' },
      meter: { kind: 'call' },
      creditPrice: '1',
    });
    expect(priced).toMatchObject({ credits: 0n, lines: [] });
  });

  it('is the stated credits per call', () => {
    const priced = priceCall({
      price: { model: 'per_call', credits: '2.5', errorsBillable: false },
      meter: { kind: 'call' },
      creditPrice: '0.0035',
    });
    expect(priced.credits).toBe(2_500_000n);
    expect(priced.lines).toEqual([
      {
        what: 'call',
        quantity: '1',
        unit: 'call',
        unitPrice: '2.5',
        credits: '2.5',
        estimated: false,
      },
    ]);
  });

  it('converts USD exactly and rounds up once: $0.003 at 0.0035 is 0.857143 credits', () => {
    const priced = priceCall({
      price: perToken,
      meter: tokens(model('0.000001', '0.000002'), 1000n, 1000n),
      creditPrice: '0.0035',
    });
    expect(printCredits(priced.credits)).toBe('0.857143');
    expect(priced.upstreamCost).toBe(3_000_000n);
    expect(priced.lines.map(({ unitPrice }) => unitPrice)).toEqual([
      '0.000001 USD',
      '0.000002 USD',
    ]);
  });

  it('adds the mark-up, and lifts small calls to the minimum with a line that says so', () => {
    const meter = tokens(model('0.0035', '0'), 1n, 0n);
    const marked = priceCall({
      price: { ...perToken, markupBps: 2500 },
      meter,
      creditPrice: '0.0035',
    });
    expect(printCredits(marked.credits)).toBe('1.25');
    const least = priceCall({ price: { ...perToken, minimum: '3' }, meter, creditPrice: '0.0035' });
    expect(printCredits(least.credits)).toBe('3');
    expect(least.lines.at(-1)).toMatchObject({ what: 'up to the minimum per call', credits: '2' });
  });

  it('counts fees per request and per image where the model has them', () => {
    const price = model('0', '0', { request: parseUsd('0.01'), image: parseUsd('0.002') });
    const priced = priceCall({
      price: perToken,
      meter: tokens(price, 5n, 5n, 3n),
      creditPrice: '0.001',
    });
    expect(printCredits(priced.credits)).toBe('16');
  });

  it('can be computed again from the receipt lines alone', () => {
    const bps = fc.integer({ min: 0, max: 1_000_000 });
    const count = fc.bigInt({ min: 0n, max: 1_000_000n });
    const usd = fc
      .integer({ min: 0, max: 99_999 })
      .map((n) => `0.0000${String(n).padStart(5, '0')}`);
    fc.assert(
      fc.property(usd, usd, count, count, bps, (prompt, completion, p, c, markupBps) => {
        const { credits, lines } = priceCall({
          price: { model: 'per_token', markupBps, minimum: '0' },
          meter: tokens(model(prompt, completion), p, c),
          creditPrice: '0.0035',
        });
        const nineths = lines.reduce((sum, { quantity, unitPrice }) => {
          const [, digits = '0'] = /^0(?:\.(\d+))? USD$/.exec(unitPrice) ?? [];
          return sum + BigInt(quantity) * BigInt(digits.padEnd(9, '0'));
        }, 0n);
        // USD·10⁹ ÷ (35·10⁻⁴) × 10⁶ × (10⁴+bps)/10⁴, rounded up
        const top = nineths * (10_000n + BigInt(markupBps)) * 1_000_000n;
        const under = 35n * 100_000n * 10_000n;
        expect(credits).toBe((top + under - 1n) / under);
      }),
    );
  });

  it('never falls when more is used', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(9999), (a, b) => {
        const price = model('0.00000123', '0.00000456');
        const cost = (completion: number) =>
          priceCall({
            price: perToken,
            meter: tokens(price, 10n, BigInt(completion)),
            creditPrice: '0.0035',
          }).credits;
        expect(cost(a + b)).toBeGreaterThanOrEqual(cost(a));
      }),
    );
  });

  it('is an error, not zero, when tokens were not counted', () => {
    expect(() => priceCall({ price: perToken, meter: { kind: 'call' }, creditPrice: '1' })).toThrow(
      PriceMismatch,
    );
  });
});

describe('USD prices', () => {
  it.each([
    ['0.0000008', '0.0000008'],
    ['1e-7', '0.0000001'],
    ['1.25E-6', '0.00000125'],
    ['2e0', '2'],
    ['12', '12'],
    ['3e2', '300'],
  ])('%s is read exactly', (text, printed) => {
    expect(printUsd(parseUsd(text))).toBe(printed);
  });

  it.each(['-1', '', 'free', 'NaN', '1e99x', 0.1, null, undefined])('%s is no price', (text) => {
    expect(() => parseUsd(text)).toThrow();
  });
});

describe('the token estimate', () => {
  it('is one token for every four bytes of UTF-8, rounded up', () => {
    expect(tokensOf('')).toBe(0n);
    expect(tokensOf('abcde')).toBe(2n);
    expect(tokensOf('ééé')).toBe(2n);
  });

  it('counts messages, parts, images and other fields', () => {
    const body = {
      model: 'x',
      messages: [
        { role: 'user', content: 'abcdefgh' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'abcd' },
            { type: 'image_url', image_url: {} },
          ],
        },
      ],
    };
    expect(estimatePrompt(body)).toEqual({ tokens: 3n + 4n + 2n + 4n + 1n, images: 1n });
    expect(estimatePrompt({ ...body, tools: ['x'] }).tokens).toBeGreaterThan(14n);
    expect(estimatePrompt(null)).toEqual({ tokens: 3n, images: 0n });
  });

  it('bounds the completion by what was asked and by what the model can write', () => {
    const limits = { maxCompletionTokens: 1000n, contextLength: 8000n };
    expect(completionBound({ max_tokens: 50 }, limits)).toBe(50n);
    expect(completionBound({ max_tokens: 5000 }, limits)).toBe(1000n);
    expect(completionBound({ max_tokens: -1 }, limits)).toBe(1000n);
    expect(completionBound({}, { maxCompletionTokens: null, contextLength: 200_000n })).toBe(4096n);
    expect(completionBound({}, { maxCompletionTokens: null, contextLength: null })).toBe(4096n);
    expect(parseCredits('1')).toBe(1_000_000n);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCredits, printCredits } from './credits.js';
import { AmountError, parseDecimal, printDecimal } from './decimal.js';
import {
  currencies,
  currencyPlaces,
  minorToNanos,
  parseMoney,
  printMoney,
  printNanos,
} from './money.js';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const places = fc.nat(18);
const currency = fc.constantFrom(...currencies);

describe('decimal texts', () => {
  it('come back as the same amount, whatever the places', () => {
    fc.assert(
      fc.property(int64, places, fc.nat(18), (units, count, least) => {
        const placesMin = Math.min(least, count);
        expect(parseDecimal(printDecimal(units, count, placesMin), count)).toBe(units);
      }),
    );
  });

  it('are the shortest that are exact', () => {
    expect(printCredits(12_500_000n)).toBe('12.5');
    expect(printCredits(-1n)).toBe('-0.000001');
    expect(printCredits(0n)).toBe('0');
    expect(printCredits(3_000_000n)).toBe('3');
    expect(printDecimal(7n, 0)).toBe('7');
  });

  it.each(['', ' 1', '1 ', '+1', '01', '.5', '1.', '1e3', '0x10', '1,000', '--1', 'NaN', '١'])(
    'refuse %j',
    (text) => {
      expect(() => parseDecimal(text, 6)).toThrow(AmountError);
    },
  );

  it('refuse more places than are kept, even zeros', () => {
    expect(() => parseCredits('1.0000000')).toThrow(AmountError);
    expect(parseCredits('1.000000')).toBe(1_000_000n);
  });
});

describe('money texts', () => {
  it('come back as the same money, with the currency’s own places', () => {
    fc.assert(
      fc.property(int64, currency, (minor, code) => {
        const wire = printMoney({ minor, currency: code });
        expect(wire.amount.split('.')[1]?.length ?? 0).toBe(currencyPlaces[code]);
        expect(parseMoney(wire)).toEqual({ minor, currency: code });
      }),
    );
  });

  it('of nano-units are exact and agree with those of minor units', () => {
    fc.assert(
      fc.property(int64, currency, (minor, code) => {
        const nanos = minorToNanos(minor, code);
        expect(printNanos(nanos, code)).toEqual(printMoney({ minor, currency: code }));
      }),
    );
    expect(printNanos(2_857_143n, 'USD').amount).toBe('0.002857143');
  });

  it('refuse a currency that is not on the list', () => {
    expect(() => parseMoney({ amount: '1.00', currency: 'XXX' })).toThrow(AmountError);
    expect(() => parseMoney({ amount: '1.00', currency: 'toString' })).toThrow(AmountError);
    expect(() => parseMoney({ amount: '1.5', currency: 'JPY' })).toThrow(AmountError);
  });
});

import { describe, expect, it } from 'vitest';
import { parseSpan } from '../a2a/json-spans.js';
import { printQuantity, quantityAt, readQuantity, startedBlocks, wholeUnits } from './quantity.js';

describe('a count', () => {
  it.each([
    ['0', '0'],
    ['12', '12'],
    ['2.5', '2.5'],
    ['1e3', '1000'],
    ['1.5E+2', '150'],
    ['25e-1', '2.5'],
    ['0e9999', '0'],
    ['0.0000001', '0.000001'],
    ['1.0000001', '1.000001'],
    ['1e-300', '0.000001'],
    ['999999999.999999', '999999999.999999'],
    ['1000000001', '1000000000'],
    ['1e999', '1000000000'],
    ['1e9999', '1000000000'],
    ['9'.repeat(60), '1000000000'],
  ])('%s is read exactly, and as 1,000,000,000 at most', (text, printed) => {
    const read = readQuantity(text);
    expect(read !== undefined && printQuantity(read)).toBe(printed);
  });

  it.each([
    '',
    '-1',
    '-0',
    '+1',
    ' 1',
    '1 ',
    '01',
    '0x10',
    '1,5',
    '1_000',
    'NaN',
    'Infinity',
    'null',
  ])('"%s" is none', (text) => {
    expect(readQuantity(text)).toBeUndefined();
  });

  it('is none beyond 60 characters, or with an exponent of five digits', () => {
    expect(readQuantity('1'.repeat(61))).toBeUndefined();
    expect(readQuantity('1e10000')).toBeUndefined();
  });

  it('starts a block with its first millionth of a unit', () => {
    expect(startedBlocks(0n, 10)).toBe(0n);
    expect(startedBlocks(1n, 10)).toBe(1n);
    expect(startedBlocks(wholeUnits(10), 10)).toBe(1n);
    expect(startedBlocks(wholeUnits(10) + 1n, 10)).toBe(2n);
  });
});

describe('a pointer', () => {
  const json = parseSpan(
    '{"a": [1, {"b/c": "7", "~": 3}], "big": 9007199254740993.5, "n": null, "x": 1, "x": 2,' +
      ' "o": {"0": 5}, "t": true, "": 4, "deep": {"more": {"here": 8}}}',
  );
  it.each([
    ['/a/0', '1'],
    ['/a/1/b~1c', '7'],
    ['/a/1/~0', '3'],
    ['/big', '1000000000'],
    ['/o/0', '5'],
    ['/', '4'],
    ['/deep/more/here', '8'],
    ['/x', '1'],
  ])('%s finds the count', (pointer, printed) => {
    const found = quantityAt(json, pointer);
    expect(found !== undefined && printQuantity(found)).toBe(printed);
  });

  it.each(['', '/a', '/a/2', '/a/-', '/a/01', '/n', '/t', '/missing', '/a/0/0', '/deep', '/A/0'])(
    '"%s" finds none',
    (pointer) => {
      expect(quantityAt(json, pointer)).toBeUndefined();
    },
  );

  it('may name the whole document', () => {
    expect(quantityAt(parseSpan(' 42 '), '')).toBe(wholeUnits(42));
  });
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { exactJson } from './exact-json.js';

const bySerialiser = (value: unknown) =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  );

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__'),
      fc.oneof(tie('value'), fc.constant(undefined)),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
}));

it('writes what JSON.stringify writes, with amounts as decimal strings', () => {
  void fc.assert(
    fc.property(value, (one) => {
      expect(exactJson(one)).toBe(bySerialiser(one));
    }),
    { numRuns: 2000 },
  );
});

it('escapes quotes, backslashes, control characters and lone surrogates', () => {
  for (const text of ['"', '\\', '\u0000', '\n', '\u007f', '\ud800', '\u2028', '₦', '👍', '']) {
    expect(exactJson({ [text]: text })).toBe(JSON.stringify({ [text]: text }));
  }
});

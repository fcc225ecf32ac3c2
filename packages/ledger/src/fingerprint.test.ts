import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntry, decodeOperation, encodeOperation } from './codec.js';
import { fingerprint } from './fingerprint.js';
import type { Json, Operation } from './operations.js';

const note = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>);

const capture = fc.record(
  {
    type: fc.constant('capture' as const),
    id: fc.string(),
    holdId: fc.string(),
    credits: fc.bigInt(),
    upstreamCost: fc.bigInt(),
    note,
  },
  { requiredKeys: ['type', 'id', 'holdId', 'credits'] },
) as fc.Arbitrary<Operation>;

const reversed = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).reverse()) as T;

describe('a fingerprint', () => {
  it('does not depend on the order of fields', () => {
    fc.assert(
      fc.property(capture, (operation) => {
        expect(fingerprint(reversed(operation))).toBe(fingerprint(operation));
      }),
    );
  });

  it('survives the journal', () => {
    fc.assert(
      fc.property(capture, (operation) => {
        const read = decodeOperation(encodeOperation(operation));
        expect(fingerprint(read)).toBe(fingerprint(operation));
      }),
    );
  });

  it('differs when anything differs, the note too', () => {
    const one: Operation = { type: 'capture', id: 'cap_1', holdId: 'hold_1', credits: 12n };
    const others: Operation[] = [
      { ...one, credits: 1n },
      { ...one, holdId: 'hold_12' },
      { ...one, upstreamCost: 0n },
      { ...one, note: {} },
      { ...one, note: { a: null } },
      { ...one, note: { a: [] } },
      { type: 'release', id: 'cap_1', holdId: 'hold_1' },
    ];
    const texts = [one, ...others].map(fingerprint);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('operations as JSON', () => {
  it('come back exactly, amounts of any size and notes of any shape', () => {
    fc.assert(
      fc.property(capture, (operation) => {
        // JSON knows no negative zero; everything else must be the same.
        fc.pre(!fingerprint(operation).includes('-0'));
        const text = encodeOperation(operation);
        expect(encodeOperation(decodeOperation(text))).toBe(text);
      }),
    );
  });

  it('leave amounts in notes alone', () => {
    const operation: Operation = {
      type: 'release',
      id: 'rel_1',
      holdId: 'hold_1',
      note: { credits: '12', limits: [{ cap: '5' }] },
    };
    expect(decodeOperation(encodeOperation(operation))).toEqual(operation);
  });

  it.each([
    '{"type":"capture","id":"c","holdId":"h","credits":12}',
    '{"type":"capture","id":"c","holdId":"h","credits":"0x1"}',
    '{"type":"capture","id":"c","holdId":"h","credits":""}',
    '{"type":"steal","id":"c"}',
    '{"type":"toString","id":"c"}',
    'null',
    '',
  ])('refuse %s', (text) => {
    expect(() => decodeOperation(text)).toThrow();
    expect(() => decodeEntry(text)).toThrow();
  });
});

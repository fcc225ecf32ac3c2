import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basisReleased, mulDivCeil, mulDivFloor, splitByWeights } from './split.js';

const amount = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const positive = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });

describe('splitByWeights', () => {
  it('loses nothing and gives each part its share to within one unit', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 12 }), (total, weights) => {
        const sum = weights.reduce((a, b) => a + b, 0n);
        fc.pre(sum > 0n);
        const parts = splitByWeights(total, weights);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(total);
        for (const [index, weight] of weights.entries()) {
          const floor = (total * weight) / sum;
          const part = parts[index];
          expect(part === floor || part === floor + 1n).toBe(true);
        }
      }),
    );
  });

  it('gives nothing to a weight of zero', () => {
    fc.assert(
      fc.property(amount, positive, (total, weight) => {
        expect(splitByWeights(total, [0n, weight, 0n])).toEqual([0n, total, 0n]);
      }),
    );
  });

  it('gives equal remainders to the earlier parts', () => {
    expect(splitByWeights(2n, [1n, 1n, 1n])).toEqual([1n, 1n, 0n]);
  });

  it('refuses weights that add up to nothing, and amounts below zero', () => {
    expect(() => splitByWeights(1n, [])).toThrow(RangeError);
    expect(() => splitByWeights(1n, [0n, 0n])).toThrow(RangeError);
    expect(() => splitByWeights(-1n, [1n])).toThrow(RangeError);
    expect(() => splitByWeights(1n, [2n, -1n])).toThrow(RangeError);
  });
});

describe('mulDivFloor and mulDivCeil', () => {
  it('enclose the exact quotient', () => {
    fc.assert(
      fc.property(amount, amount, positive, (a, b, c) => {
        const floor = mulDivFloor(a, b, c);
        const ceil = mulDivCeil(a, b, c);
        expect(floor * c <= a * b && a * b < (floor + 1n) * c).toBe(true);
        expect(ceil).toBe((a * b) % c === 0n ? floor : floor + 1n);
      }),
    );
  });

  it('refuse amounts below zero and a divisor of zero', () => {
    expect(() => mulDivFloor(-1n, 1n, 1n)).toThrow(RangeError);
    expect(() => mulDivFloor(1n, -1n, 1n)).toThrow(RangeError);
    expect(() => mulDivCeil(1n, 1n, 0n)).toThrow(RangeError);
  });
});

describe('basisReleased', () => {
  it('releases exactly the basis of a lot that is used up, in whatever steps', () => {
    const steps = fc.array(fc.bigInt({ min: 1n, max: 2n ** 40n }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(amount, steps, (basis, uses) => {
        const size = uses.reduce((a, b) => a + b, 0n);
        let used = 0n;
        let released = 0n;
        for (const use of uses) {
          const more = basisReleased({ basis, size }, used, used + use);
          expect(more >= 0n).toBe(true);
          released += more;
          used += use;
        }
        expect(released).toBe(basis);
      }),
    );
  });
});

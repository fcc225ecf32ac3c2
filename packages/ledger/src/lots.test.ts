import { describe, expect, it } from 'vitest';
import { available, compareBurnOrder, pickLots, spendable, usedPart, useUp } from './lots.js';
import type { Lot } from './state.js';

const now = '2026-11-24T09:00:00.000Z';

function lot(fields: Partial<Lot> = {}): Lot {
  const none = { held: 0n, spent: 0n, expired: 0n, adjusted: 0n, reversed: 0n, breakage: 0n };
  return {
    id: 'lot_1',
    walletId: 'wal_1',
    kind: 'paid',
    size: 10n,
    basis: 101n,
    ...none,
    indebted: 0n,
    reversalDue: 0n,
    reversedMoney: 0n,
    takings: [],
    priority: 0,
    expiresAt: null,
    source: null,
    seq: 1,
    ...fields,
  };
}

describe('burn order', () => {
  it('weighs priority, then expiry, then kind, then age', () => {
    const ids = [
      lot({ id: 'low priority', priority: 1, expiresAt: now }),
      lot({ id: 'young', seq: 3 }),
      lot({ id: 'old', seq: 2 }),
      lot({ id: 'promotional', kind: 'promotional', seq: 9 }),
      lot({ id: 'soon', expiresAt: '2027-01-01T00:00:00.000Z', seq: 9 }),
      lot({ id: 'sooner', expiresAt: '2026-12-01T00:00:00.000Z', seq: 9 }),
    ]
      .sort(compareBurnOrder)
      .map(({ id }) => id);
    expect(ids).toEqual(['sooner', 'soon', 'promotional', 'old', 'young', 'low priority']);
  });

  it('passes over expired lots and stops at what is needed', () => {
    const lots = [
      lot({ id: 'expired', expiresAt: now }),
      lot({ id: 'half', spent: 3n, held: 2n }),
      lot({ id: 'whole', seq: 2 }),
    ];
    expect(pickLots(lots, 8n, now)).toEqual({
      parts: [
        { lotId: 'half', credits: 5n },
        { lotId: 'whole', credits: 3n },
      ],
      found: 8n,
    });
    expect(pickLots(lots, 99n, now).found).toBe(15n);
  });
});

describe('a lot', () => {
  it('is spendable up to the millisecond before it expires', () => {
    const ending = lot({ expiresAt: now });
    expect(spendable(ending, '2026-11-24T08:59:59.999Z')).toBe(10n);
    expect(spendable(ending, now)).toBe(0n);
    expect(available(ending)).toBe(10n);
  });

  it('releases exactly its odd basis, whatever becomes of its credits', () => {
    let left = lot({ held: 4n });
    let released = 0n;
    for (const [credits, from, into] of [
      [3n, 'held', 'spent'],
      [1n, 'held', 'expired'],
      [2n, 'available', 'adjusted'],
      [3n, 'available', 'reversed'],
      [1n, 'available', 'spent'],
    ] as const) {
      const used = useUp(left, credits, { from, into });
      left = used.lot;
      released += used.basis;
    }
    expect(released).toBe(101n);
    expect(usedPart(left)).toBe(10n);
    expect(left).toMatchObject({ spent: 4n, expired: 1n, adjusted: 2n, reversed: 3n, held: 0n });
    expect(left.breakage).toBe(10n + 20n);
  });

  it('never gives more than it has', () => {
    expect(() => useUp(lot(), 11n, { from: 'available', into: 'spent' })).toThrow('lot_1');
    expect(() => useUp(lot({ held: 1n }), 2n, { from: 'held', into: 'spent' })).toThrow('held');
    expect(() => useUp(lot(), -1n, { from: 'available', into: 'spent' })).toThrow('-1');
  });
});

import { describe, expect, it } from 'vitest';
import { decide } from './decide.js';
import { dueExpiries, viewHold, viewWallet } from './expiries.js';
import type { HoldState, LedgerView, Lot, Wallet } from './state.js';

const now = '2026-11-24T09:00:00.000Z';
const past = '2026-11-24T08:00:00.000Z';
const future = '2026-11-24T10:00:00.000Z';

function lot(fields: Partial<Lot>): Lot {
  const none = { held: 0n, spent: 0n, expired: 0n, adjusted: 0n, reversed: 0n, breakage: 0n };
  return {
    id: 'lot_1',
    walletId: 'wal_1',
    kind: 'paid',
    size: 10n,
    basis: 100n,
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

function hold(id: string, expiresAt: string, lotId: string, credits: bigint): HoldState {
  const terms = { moduleId: 'mod_1', publisherId: 'org_1', developerBps: 8_000, keyId: null };
  const limit = { id: 'key:k', level: 'key', period: 'total', periodEndsAt: null } as const;
  return {
    id,
    walletId: 'wal_1',
    credits,
    captured: 0n,
    status: 'held',
    expiresAt,
    ...terms,
    lots: [{ lotId, credits }],
    limits: [{ ...limit, cap: 99n }],
  };
}

const lots = [
  lot({ id: 'lot_ended', expiresAt: past, held: 4n, seq: 1 }),
  lot({ id: 'lot_due', held: 6n, reversalDue: 5n, seq: 2 }),
];

const wallet: Wallet = {
  id: 'wal_1',
  posted: 20n,
  held: 10n,
  debt: 0n,
  frozen: [],
  counters: [{ id: 'key:k', period: 'total', periodEndsAt: null, used: 1n, held: 10n }],
  lots,
  version: 7,
};

const holds = [
  hold('hold_later', future, 'lot_ended', 3n),
  hold('hold_b', now, 'lot_due', 6n),
  hold('hold_a', past, 'lot_ended', 1n),
];

describe('what is due', () => {
  it('is ended holds, soonest first, then expired lots, under ids that name them', () => {
    expect(dueExpiries(wallet, holds, now)).toEqual([
      { type: 'expire', id: 'expire:hold_a', target: { holdId: 'hold_a' } },
      { type: 'expire', id: 'expire:hold_b', target: { holdId: 'hold_b' } },
      { type: 'expire', id: 'expire:lot_ended', target: { lotId: 'lot_ended' } },
    ]);
  });

  it('is nothing when nothing has ended', () => {
    expect(dueExpiries(wallet, holds, '2026-11-24T07:59:59.999Z')).toEqual([]);
    expect(viewWallet(wallet, holds, '2026-11-24T07:59:59.999Z')).toEqual(wallet);
  });
});

describe('a wallet at read time', () => {
  it('is what the next sweep will leave of it, at the same version', () => {
    const seen = viewWallet(wallet, holds, now);
    expect(seen).toMatchObject({ posted: 8n, held: 3n, debt: 0n, version: 7 });
    expect(seen.counters).toMatchObject([{ used: 1n, held: 3n }]);
    expect(seen.lots).toMatchObject([
      { id: 'lot_ended', held: 3n, expired: 7n },
      { id: 'lot_due', held: 0n, reversed: 5n, reversalDue: 0n },
    ]);
  });

  it('shows a hold past its end as expired', () => {
    expect(holds.map((one) => viewHold(one, now).status)).toEqual(['held', 'expired', 'expired']);
  });
});

describe('a lot that has expired and was not swept', () => {
  it('pays no debt and gives to no correction', () => {
    const ended: Wallet = { ...wallet, held: 0n, debt: 5n, lots: [lot({ expiresAt: now })] };
    const view: LedgerView = {
      wallet: () => ended,
      lot: () => ended.lots[0],
      hold: () => undefined,
      usesOfLot: () => [],
      debtsOfLot: () => [],
      openDebts: () => [],
      publisher: (publisherId) => ({
        publisherId,
        pending: [],
        available: 0n,
        reserved: 0n,
        inTransit: 0n,
        paidOut: 0n,
        debt: 0n,
      }),
      payout: () => undefined,
    };
    const context = { now, seq: 9, baseCurrency: 'USD' } as const;
    const repay = { type: 'repay', id: 'rpy_1', walletId: 'wal_1' } as const;
    const adjust = {
      type: 'adjust',
      id: 'a',
      walletId: 'wal_1',
      credits: -1n,
      reason: 'r',
    } as const;
    for (const operation of [repay, adjust]) {
      const refusal = { code: 'insufficient_credits', available: 0n };
      expect(decide(view, operation, context)).toMatchObject({ ok: false, refusal });
    }
  });
});

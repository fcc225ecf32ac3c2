import { describe, expect, it } from 'vitest';
import { earningsOf, netChanges, parsePending } from './balances.js';
import { decide } from './decide.js';
import { PublisherPurse } from './publisher-purse.js';
import type { LedgerView, PublisherEarnings } from './state.js';

const day = (date: number): string => `2026-11-${date}`;

const earnings: PublisherEarnings = {
  publisherId: 'org:1',
  pending: [
    { day: day(20), amount: 5n },
    { day: day(21), amount: 5n },
    { day: day(22), amount: 5n },
  ],
  available: 5n,
  reserved: 6n,
  inTransit: 7n,
  paidOut: 8n,
  debt: 3n,
};

const view: LedgerView = {
  wallet: () => undefined,
  lot: () => undefined,
  hold: () => undefined,
  usesOfLot: () => [],
  debtsOfLot: () => [],
  openDebts: () => [],
  publisher: () => earnings,
  payout: () => undefined,
};

describe('earnings that are taken back', () => {
  it('come from their own day, then newer days first, then available, then are owed', () => {
    expect(new PublisherPurse(earnings).takeBack(day(21), 23n)).toEqual([
      { account: 'earnings_pending:org:1:2026-11-21', amount: 5n },
      { account: 'earnings_pending:org:1:2026-11-22', amount: 5n },
      { account: 'earnings_pending:org:1:2026-11-20', amount: 5n },
      { account: 'earnings_available:org:1', amount: 5n },
      { account: 'earnings_debt:org:1', amount: 3n },
    ]);
  });

  it('are taken once, even in several steps of one decision', () => {
    const purse = new PublisherPurse(earnings);
    purse.earn(day(23), 2n);
    purse.takeBack(day(20), 5n);
    expect(purse.takeBack(day(20), 3n)).toEqual([
      { account: 'earnings_pending:org:1:2026-11-23', amount: 2n },
      { account: 'earnings_pending:org:1:2026-11-22', amount: 1n },
    ]);
    expect(purse.takeBack(day(20), 0n)).toEqual([]);
  });
});

describe('earnings that mature', () => {
  it('pay what the publisher owes before they become available', () => {
    const mature = { type: 'mature', id: 'mat_1', publisherId: 'org:1', day: day(20) } as const;
    const now = '2026-11-24T09:00:00.000Z';
    const decision = decide(view, mature, { now, seq: 1, baseCurrency: 'USD' });
    const debit = 'earnings_pending:org:1:2026-11-20';
    expect(decision.ok && decision.entry.transfers).toEqual([
      { debit, credit: 'earnings_debt:org:1', asset: 'USD', amount: 3n },
      { debit, credit: 'earnings_available:org:1', asset: 'USD', amount: 2n },
    ]);
  });
});

describe('balances', () => {
  it('of a publisher are read back as its earnings, other publishers left out', () => {
    const balances = [
      { account: 'earnings_pending:org:1:2026-11-22', balance: 5n },
      { account: 'earnings_pending:org:1:2026-11-20', balance: 5n },
      { account: 'earnings_pending:org:12:2026-11-20', balance: 7n },
      { account: 'earnings_pending:org:1:2026-11-21', balance: 5n },
      { account: 'earnings_available:org:1', balance: 5n },
      { account: 'earnings_reserved:org:1', balance: 6n },
      { account: 'earnings_in_transit:org:1', balance: 7n },
      { account: 'earnings_paid_out:org:1', balance: 8n },
      { account: 'earnings_reserved:org:12', balance: 9n },
      { account: 'earnings_debt:org:1', balance: -3n },
      { account: 'platform_revenue', balance: 9n },
    ];
    expect(earningsOf('org:1', balances)).toEqual(earnings);
    expect(parsePending('platform_revenue')).toBeNull();
  });

  it('change by what transfers net to, and not at all where they cancel out', () => {
    const transfer = { debit: 'a', credit: 'b', asset: 'USD', amount: 5n } as const;
    const back = { debit: 'b', credit: 'c', asset: 'USD', amount: 5n } as const;
    expect(netChanges([transfer, back])).toEqual([
      { account: 'a', asset: 'USD', change: -5n },
      { account: 'c', asset: 'USD', change: 5n },
    ]);
  });
});

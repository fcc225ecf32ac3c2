import { describe, expect, it } from 'vitest';
import { accounts } from './accounts.js';
import { decide } from './decide.js';
import type { Decision } from './decision.js';
import { available } from './lots.js';
import type { Charge, Grant, Operation } from './operations.js';
import type { LedgerView, Lot, Wallet } from './state.js';

/** One wallet and the sums of its transfers; no more than a million charges need. */
class OneWallet {
  wallet: Wallet | undefined;
  lot: Lot | undefined;
  readonly moved = new Map<string, bigint>();
  #seq = 0;
  readonly #view: LedgerView = {
    wallet: () => this.wallet,
    lot: () => this.lot,
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

  work(operation: Operation): Decision {
    this.#seq += 1;
    const now = '2026-11-24T09:00:00.000Z';
    const context = { now, seq: this.#seq, baseCurrency: 'USD' } as const;
    const decision = decide(this.#view, operation, context);
    if (decision.ok) {
      this.wallet = decision.changes.wallet ?? this.wallet;
      this.lot = decision.changes.lots[0] ?? this.lot;
      for (const { debit, credit, amount } of decision.entry.transfers) {
        const pair = `${debit} -> ${credit}`;
        this.moved.set(pair, (this.moved.get(pair) ?? 0n) + amount);
      }
    }
    return decision;
  }
}

const calls = 1_000_000;
const each = 100n;

describe('a million calls of 0.0001 credit', () => {
  it('use up 100 credits and their odd basis exactly, with nothing lost to rounding', () => {
    const ledger = new OneWallet();
    const basis = 18_500_000_007n;
    const source = { purchaseId: 'pur_1', provider: 'sandbox', currency: 'NGN' } as const;
    const grant: Grant = {
      type: 'grant',
      id: 'lot_1',
      walletId: 'wal_1',
      kind: 'paid',
      credits: each * BigInt(calls),
      basis,
      priority: 0,
      expiresAt: null,
      source: { ...source, paid: 3_000_000n, tax: 0n },
    };
    const charge: Charge = {
      type: 'charge',
      id: 'chg_1',
      walletId: 'wal_1',
      credits: each,
      moduleId: 'mod_1',
      publisherId: 'org_1',
      developerBps: 8_000,
      limits: [],
      keyId: null,
    };
    ledger.work({ type: 'open', id: 'opn_1', walletId: 'wal_1' });
    ledger.work(grant);
    let refused = 0;
    for (let call = 0; call < calls; call += 1) {
      refused += ledger.work(charge).ok ? 0 : 1;
    }
    expect(refused).toBe(0);
    expect(ledger.wallet).toMatchObject({ posted: 0n, held: 0n, lots: [] });
    expect(ledger.lot && available(ledger.lot)).toBe(0n);
    const pending = accounts.earningsPending('org_1', '2026-11-24');
    const developer = ledger.moved.get(`deferred_revenue -> ${pending}`) ?? 0n;
    const platform = ledger.moved.get('deferred_revenue -> platform_revenue') ?? 0n;
    expect(developer + platform).toBe(basis);
    // The developer's share rounds down once a call: at most a nano-unit of each.
    const exact = (basis * 8n) / 10n;
    expect(developer <= exact && developer > exact - BigInt(calls)).toBe(true);
    expect(ledger.work(charge)).toMatchObject({ refusal: { code: 'insufficient_credits' } });
  }, 120_000);
});

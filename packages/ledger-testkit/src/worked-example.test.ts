import { readFileSync } from 'node:fs';
import type { Operation, Transfer } from '@telex-credits/ledger';
import { printCredits, printNanos } from '@telex-credits/money';
import { expect, it } from 'vitest';
import { ModelLedger } from './model-ledger.js';
import { OperationMaker } from './operation-maker.js';

const credit = 1_000_000n;
const make = new OperationMaker();
const [lot, later, payout] = [make.paid(), make.paid(), make.reserve(1_000_000_000n)];

const example: readonly (readonly [name: string, operation: Operation])[] = [
  ['grant', lot],
  ['charge of 10 credits', make.charge(10n * credit)],
  ['reverse, total 20.00', make.reverse(lot.id, 2_000n)],
  ['the same grant again', later],
  ['reinstate, total 10.00', make.reinstate(lot.id, 1_000n)],
  ['mature', make.mature('2026-11-24')],
  ['reserve of 1.00', payout],
  ['payout-start', make.startPayout(payout.id)],
  ['payout-settle', make.settlePayout(payout.id)],
  ['expense of 0.60', make.expense(60n)],
];

/** `10 CREDIT wallet -> credits:consumed`: accounts without whose they are. */
function told({ debit, credit: to, asset, amount }: Transfer): string {
  const kind = (account: string) =>
    account.startsWith('credits:') ? account : account.replace(/:.*/, '');
  const sum =
    asset === 'CREDIT' ? `${printCredits(amount)} CREDIT` : printNanos(amount, 'USD').amount;
  return `${sum} \`${kind(debit)}\` -> \`${kind(to)}\``;
}

it('docs/ledger.md works its example out as the rules do', () => {
  const now = () => new Date('2026-11-24T09:00:00.000Z');
  const ledger = new ModelLedger({ now, baseCurrency: 'USD' });
  ledger.work([make.open()]);
  const rows = example.map(([name, operation]) => {
    const [result] = ledger.work([operation]);
    const transfers = result?.ok === true ? result.entry.transfers : [];
    return `| ${name} | ${transfers.map(told).join('; ')} |`;
  });
  const page = readFileSync(new URL('../../../docs/ledger.md', import.meta.url), 'utf8');
  expect(page).toContain(rows.join('\n'));
  const { posted, debt } = ledger.state.wallet('wal_1') ?? { posted: 0n, debt: 0n };
  expect([printCredits(posted), printCredits(debt)]).toEqual(['140', '0']);
});

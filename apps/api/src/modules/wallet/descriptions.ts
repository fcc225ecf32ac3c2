import { type AccountId, accounts, type Entry, type Json } from '@telex-credits/ledger';
import { printCredits } from '@telex-credits/money';

const text = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

function note(entry: Entry, name: string): string | null {
  return text(entry.operation.note?.[name]);
}

function isRefund(entry: Entry): boolean {
  return note(entry, 'kind') === 'refund' || entry.moduleId === refundModule;
}

/** The module that holds of refunds name: they are nobody's call. */
export const refundModule = 'refund';

function moduleOf(entry: Entry): string {
  return note(entry, 'moduleName') ?? entry.moduleId ?? 'a module';
}

function grantText(entry: Entry): string {
  if (entry.operation.type === 'grant' && entry.operation.source !== null) {
    const name = note(entry, 'packageName');
    return name === null ? 'Bought credits' : `Bought ${name}`;
  }
  const reason = note(entry, 'reason');
  return reason === null ? 'Promotional credits' : `Promotional credits: ${reason}`;
}

function spendText(entry: Entry): string {
  const used = entry.uses.reduce((sum, use) => sum + use.credits, 0n);
  if (note(entry, 'authorisationId') !== null) {
    return `Charged by the publisher of ${moduleOf(entry)}`;
  }
  return used === 0n ? `Call of ${moduleOf(entry)}, free` : `Call of ${moduleOf(entry)}`;
}

function takes(entry: Entry, into: readonly AccountId[]): boolean {
  return entry.transfers.some(({ asset, credit }) => asset === 'CREDIT' && into.includes(credit));
}

/** Credits that come back to a lot whose time is over, or whose purchase was refunded, are gone. */
function returned(entry: Entry): string {
  return takes(entry, [accounts.creditsExpired, accounts.creditsReversed])
    ? 'its credits had expired or been refunded meanwhile'
    : 'its credits were given back';
}

function expireText(entry: Entry): string {
  if (entry.operation.type === 'expire' && 'lotId' in entry.operation.target) {
    return 'Unused credits expired';
  }
  const what = isRefund(entry) ? 'a refund' : moduleOf(entry);
  return `Hold for ${what} ended by its time limit; ${returned(entry)}`;
}

function releaseText(entry: Entry): string {
  if (isRefund(entry)) {
    // Credits of a refund are held until their reversal, which then takes them as the hold ends.
    return takes(entry, [accounts.creditsReversed])
      ? 'Purchase refunded: its credits were taken back'
      : 'No longer set aside for a refund';
  }
  return `Call of ${moduleOf(entry)} cost nothing; ${returned(entry)}`;
}

function reverseText(entry: Entry): string {
  const owed = entry.after?.debt ?? 0n;
  const why = note(entry, 'kind') === 'dispute' ? 'disputed' : 'refunded';
  const taken = `Purchase ${why}: its credits were taken back`;
  return owed === 0n ? taken : `${taken}; ${printCredits(owed)} spent ones are owed`;
}

function reinstateText(entry: Entry): string {
  return note(entry, 'kind') === 'refund'
    ? 'Refund failed: credits that were taken back are returned'
    : 'Dispute decided for you: credits that were taken back are returned';
}

function adjustText(entry: Entry): string {
  return entry.operation.type === 'adjust' ? `Correction: ${entry.operation.reason}` : 'Correction';
}

function freezeText(entry: Entry): string {
  const cause = entry.operation.type === 'freeze' ? entry.operation.cause : '';
  if (cause.startsWith('dispute:')) {
    return 'Spending stopped: a payment is disputed';
  }
  return cause.startsWith('warning:')
    ? "Spending stopped: the card's bank warns of fraud"
    : `Spending stopped: ${cause}`;
}

function expenseText({ operation }: Entry): string {
  const isDispute = operation.type === 'expense' && operation.kind === 'dispute_fee';
  const what = isDispute ? "The provider's fee of a dispute" : "The provider's fee of a payment";
  return operation.type === 'expense' && operation.amount < 0n ? `${what}, given back` : what;
}

const sentences: Readonly<Record<Entry['type'], (entry: Entry) => string>> = {
  open: () => 'Wallet opened',
  grant: grantText,
  hold: (entry) => `Set aside for ${isRefund(entry) ? 'a refund' : moduleOf(entry)}`,
  extend: (entry) => `Hold for ${moduleOf(entry)} extended`,
  capture: spendText,
  charge: spendText,
  release: releaseText,
  expire: expireText,
  freeze: freezeText,
  unfreeze: () => 'Spending possible again',
  reverse: reverseText,
  reinstate: reinstateText,
  repay: () => 'Owed credits paid from available ones',
  adjust: adjustText,
  mature: () => 'Earnings matured',
  reserve: () => 'Earnings set aside for a payout',
  unreserve: () => 'Earnings no longer set aside for a payout',
  'payout-start': () => 'Payout handed to the provider',
  'payout-settle': () => 'Payout paid',
  'payout-return': () => 'Payout returned',
  expense: expenseText,
};

/** One sentence for people about what an entry did to their wallet. */
export function describeEntry(entry: Entry): string {
  return sentences[entry.type](entry);
}

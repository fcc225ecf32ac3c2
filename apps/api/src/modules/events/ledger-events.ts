import { type Entry, parsePending } from '@telex-credits/ledger';
import { type Currency, printCredits, printNanos } from '@telex-credits/money';
import type { LedgerReader } from '@telex-credits/store';
import type { LedgerEvent } from './repository.js';
import type { EventFact } from './schemas.js';

/** How a call shows in the stream; from the usage module, which knows what ends one. */
export type CallOf = (entry: Entry) =>
  | {
      readonly id: string;
      readonly organisationId: string;
      readonly at: string;
      readonly moduleId: string;
      readonly moduleName: string;
      readonly keyId: string | null;
      readonly outcome: string;
      readonly credits: string;
    }
  | undefined;

/**
 * What entries tell organisations, in the journal's order: each call; and once for all of them, the
 * newest balance of each wallet and each publisher's earnings.
 */
export async function eventsOf(
  entries: readonly Entry[],
  from: {
    readonly callOf: CallOf;
    readonly ledger: Pick<LedgerReader, 'publisher'>;
    readonly baseCurrency: Currency;
  },
): Promise<Map<string, LedgerEvent[]>> {
  const events = new Map<string, LedgerEvent[]>();
  const add = (organisationId: string, seq: number, event: EventFact) => {
    const list = events.get(organisationId) ?? [];
    list.push({ seq, event });
    events.set(organisationId, list);
  };
  const wallets = new Map<string, Entry>();
  const publishers = new Map<string, Entry>();
  for (const entry of entries) {
    const call = from.callOf(entry);
    if (call !== undefined) {
      const { organisationId, at, ...data } = call;
      add(organisationId, entry.seq, { type: 'usage.created', at, data });
    }
    if (entry.walletId !== null && entry.after !== null) {
      wallets.set(entry.walletId, entry);
    }
    for (const publisherId of publishersIn(entry)) {
      publishers.set(publisherId, entry);
    }
  }
  for (const [walletId, entry] of wallets) {
    add(walletId, entry.seq, walletUpdated(entry));
  }
  for (const [publisherId, entry] of publishers) {
    const { pending, available, reserved, inTransit, paidOut, debt } =
      await from.ledger.publisher(publisherId);
    const waiting = pending.reduce((sum, { amount }) => sum + amount, 0n);
    const amount = (nanos: bigint) => printNanos(nanos, from.baseCurrency).amount;
    const data = {
      pending: amount(waiting),
      available: amount(available),
      reserved: amount(reserved),
      inTransit: amount(inTransit),
      paidOut: amount(paidOut),
      debt: amount(debt),
      currency: from.baseCurrency,
    };
    add(publisherId, entry.seq, { type: 'earnings.updated', at: entry.at, data });
  }
  for (const list of events.values()) {
    list.sort((a, b) => a.seq - b.seq);
  }
  return events;
}

const settled = /^earnings_(?:available|reserved|in_transit|paid_out|debt):(.+)$/;

function publishersIn(entry: Entry): string[] {
  return entry.transfers
    .flatMap(({ debit, credit }) => [debit, credit])
    .map((account) => parsePending(account)?.publisherId ?? settled.exec(account)?.[1])
    .filter((publisherId) => publisherId !== undefined);
}

function walletUpdated({ at, after }: Entry): EventFact {
  const { posted, held, debt } = after ?? { posted: 0n, held: 0n, debt: 0n };
  const available = printCredits(posted - held);
  const balances = { posted: printCredits(posted), held: printCredits(held) };
  return { type: 'wallet.updated', at, data: { available, ...balances, debt: printCredits(debt) } };
}

import { type Entry, netChanges, parsePending } from '@telex-credits/ledger';
import { printCredits } from '@telex-credits/money';
import type { EarningDoc } from './schemas.js';

/** A publisher's accounts but for pending ones, which have a parser of their own. */
const settled = /^earnings_(?:available|reserved|in_transit|paid_out|debt):(.+)$/;

/** The publisher that an account of earnings belongs to. */
function publisherOf(account: string): string | undefined {
  return parsePending(account)?.publisherId ?? settled.exec(account)?.[1];
}

/**
 * What an entry did to each publisher: `earned` by a call, `restored` by a debt that was paid, and
 * `reversed`, which is whatever its transfers moved beside these; so the amounts of all entries add
 * up to the accounts. `matured` moves between a publisher's own accounts and changes no sum.
 */
export function earningsOf(entry: Entry): EarningDoc[] {
  const publishers = new Set<string>();
  const net = new Map<string, bigint>();
  for (const { account, change } of netChanges(entry.transfers)) {
    const publisherId = publisherOf(account);
    if (publisherId !== undefined) {
      publishers.add(publisherId);
      net.set(publisherId, (net.get(publisherId) ?? 0n) + change);
    }
  }
  for (const use of entry.uses) {
    if (use.publisherId !== null && use.developer > 0n) {
      publishers.add(use.publisherId);
    }
  }
  return [...publishers].flatMap((publisherId) =>
    earningsOfPublisher(entry, publisherId, net.get(publisherId) ?? 0n),
  );
}

function earningsOfPublisher(entry: Entry, publisherId: string, net: bigint): EarningDoc[] {
  if (entry.type === 'mature') {
    return [
      earning(entry, { publisherId, type: 'matured', amount: maturedBy(entry), credits: 0n }),
    ];
  }
  const uses = entry.uses.filter((use) => use.publisherId === publisherId && use.developer > 0n);
  const amount = uses.reduce((sum, use) => sum + use.developer, 0n);
  const credits = uses.reduce((sum, use) => sum + use.credits, 0n);
  const type = entry.type === 'capture' || entry.type === 'charge' ? 'earned' : 'restored';
  const given = amount === 0n ? [] : [earning(entry, { publisherId, type, amount, credits })];
  const taken = net - amount;
  const change = entry.type === 'reinstate' ? 'restored' : 'reversed';
  return taken === 0n
    ? given
    : [...given, earning(entry, { publisherId, type: change, amount: taken, credits: 0n })];
}

/** All that left the day's pending account. */
function maturedBy(entry: Entry): bigint {
  return entry.transfers
    .filter(({ debit }) => parsePending(debit) !== null)
    .reduce((sum, { amount }) => sum + amount, 0n);
}

function earning(
  entry: Entry,
  what: Pick<EarningDoc, 'publisherId' | 'type'> & {
    readonly amount: bigint;
    readonly credits: bigint;
  },
): EarningDoc {
  const name = entry.operation.note?.moduleName;
  return {
    id: `${entry.id}/${what.publisherId}/${what.type}`,
    seq: entry.seq,
    publisherId: what.publisherId,
    at: entry.at,
    type: what.type,
    moduleId: entry.moduleId,
    moduleName: entry.moduleId === null ? null : typeof name === 'string' ? name : entry.moduleId,
    credits: printCredits(what.credits),
    amount: what.amount.toString(),
  };
}

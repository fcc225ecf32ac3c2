import type { ReconciliationReport } from '@telex-credits/contracts';
import { type Currency, type Minor, printMoney } from '@telex-credits/money';
import type { PaymentProvider } from '@telex-credits/payments';
import type { LedgerReader } from '@telex-credits/store';
import type { BookedPurchase, PurchasesService } from '../purchases/service.js';
import { type Moved, ourMovements } from './our-movements.js';
import { type TheirMoved, theirMovements } from './their-movements.js';

type Difference = ReconciliationReport['differences'][number];
type Sums = ReconciliationReport['sums'][number];

/** What a comparison needs. */
export interface ComparingDeps {
  readonly ledger: Pick<LedgerReader, 'entries'>;
  readonly purchases: PurchasesService['booked'];
  readonly baseCurrency: Currency;
}

/** One provider's day, from its own list and from our ledger. */
interface Day {
  readonly day: string;
  readonly provider: PaymentProvider;
  readonly theirs: ReadonlyMap<string, TheirMoved>;
  readonly ours: ReadonlyMap<string, Moved>;
}

const text = (minor: Minor, currency: Currency) =>
  `${printMoney({ minor, currency }).amount} ${currency}`;

const isSame = (a: Moved | undefined, b: Moved) =>
  a !== undefined && a.currency === b.currency && a.paid === b.paid && a.returned === b.returned;

function words({ paid, returned, currency }: Moved): string {
  const parts = [
    paid === 0n ? '' : `${text(paid, currency)} paid`,
    returned === 0n ? '' : `${text(returned, currency)} returned`,
  ];
  return parts.filter((part) => part !== '').join(' and ') || 'nothing';
}

/** How a purchase stands after it was asked about, where the provider's day has more or less of it. */
async function explainTheirs(
  deps: ComparingDeps,
  { day, provider, ours }: Day,
  {
    order,
    paymentRef,
    there,
  }: {
    readonly order: BookedPurchase;
    readonly paymentRef: string;
    readonly there: TheirMoved;
  },
): Promise<Difference> {
  const base = { provider: provider.id, purchaseId: order.id, paymentRef };
  const after = await deps.purchases.repair(order.id, paymentRef);
  const here = ours.get(order.id);
  if (!after.isPaid) {
    const explanation = `${provider.name} lists ${words(there)}, but purchase ${order.id} is ${after.status} and has no credits. Look at it under purchases.`;
    return { ...base, kind: 'not_credited', explanation };
  }
  if (!order.isPaid || order.taken !== after.taken) {
    const explanation = `${words(there)} of purchase ${order.id} had not been booked here. It was asked about again and is booked now.`;
    return { ...base, kind: 'repaired', explanation };
  }
  const isMore = there.paid > after.paid || there.returned > after.taken;
  if (there.currency !== after.currency || isMore) {
    const booked = `${text(after.paid, after.currency)} paid and ${text(after.taken, after.currency)} returned in all`;
    const explanation = `${provider.name} lists ${words(there)} of purchase ${order.id}; our books have ${booked}, and so does the payment when it is asked about.`;
    return { ...base, kind: 'amount_differs', explanation };
  }
  const explanation = `${provider.name} dates ${words(there)} of purchase ${order.id} to ${day}; our ledger has ${here === undefined ? 'nothing' : words(here)} of it on that day and the rest on another. Together they agree.`;
  return { ...base, kind: 'other_day', explanation };
}

/** Why our ledger's day has a purchase that the provider's list lacks. */
async function explainOurs(
  deps: ComparingDeps,
  { day, provider }: Day,
  { purchaseId, here }: { readonly purchaseId: string; readonly here: Moved },
): Promise<Difference> {
  const order = await deps.purchases.find({ provider: provider.id, orderId: purchaseId });
  const paymentRef = order?.paymentRef ?? null;
  const base = { provider: provider.id, purchaseId, paymentRef };
  const asked =
    paymentRef === null
      ? undefined
      : await provider.fetchPayment(paymentRef).catch(() => undefined);
  const isThere = asked?.state === 'paid' && asked.amount === order?.paid;
  const explanation = isThere
    ? `Our ledger has ${words(here)} of purchase ${purchaseId} on ${day}; ${provider.name} knows the payment and dates it to another day.`
    : `Our ledger has ${words(here)} of purchase ${purchaseId}, but ${provider.name} does not list it and does not confirm the payment. Nothing was taken back: look at it there.`;
  return { ...base, kind: isThere ? 'other_day' : 'not_at_provider', explanation };
}

async function differencesOf(deps: ComparingDeps, day: Day): Promise<Difference[]> {
  const { provider, theirs, ours } = day;
  const differences: Difference[] = [];
  const seen = new Set<string>();
  for (const [paymentRef, there] of theirs) {
    const { orderId } = there;
    const order = await deps.purchases.find({ provider: provider.id, orderId, paymentRef });
    if (order === undefined) {
      const explanation = `${provider.name} lists ${words(there)} under ${paymentRef}, which belongs to no purchase of ours.`;
      const base = { provider: provider.id, purchaseId: null, paymentRef };
      differences.push({ ...base, kind: 'unknown_payment', explanation });
      continue;
    }
    seen.add(order.id);
    if (!isSame(ours.get(order.id), there)) {
      differences.push(await explainTheirs(deps, day, { order, paymentRef, there }));
    }
  }
  for (const [purchaseId, here] of ours) {
    if (!seen.has(purchaseId)) {
      differences.push(await explainOurs(deps, day, { purchaseId, here }));
    }
  }
  return differences;
}

function sumsOf({ provider, theirs, ours }: Day): Sums[] {
  const used = new Set([...theirs.values(), ...ours.values()].map(({ currency }) => currency));
  const total = (side: Iterable<Moved>, currency: Currency, what: 'paid' | 'returned') => {
    const minor = [...side]
      .filter((moved) => moved.currency === currency)
      .reduce((sum, moved) => sum + moved[what], 0n);
    return printMoney({ minor, currency });
  };
  return [...used].sort().map((currency) => ({
    ...{ provider: provider.id, currency },
    paidThere: total(theirs.values(), currency, 'paid'),
    paidHere: total(ours.values(), currency, 'paid'),
    returnedThere: total(theirs.values(), currency, 'returned'),
    returnedHere: total(ours.values(), currency, 'returned'),
  }));
}

/**
 * Compares one provider's UTC day both ways. What is missing here is repaired by asking about the
 * purchase again, as an event about it would; nothing is ever taken back because a list lacks it.
 * Throws what the provider throws.
 */
export async function compareDay(
  deps: ComparingDeps,
  provider: PaymentProvider,
  day: string,
): Promise<Pick<ReconciliationReport, 'sums' | 'differences'>> {
  const from = `${day}T00:00:00.000Z`;
  const to = new Date(Date.parse(from) + 86_400_000).toISOString();
  const theirs = await theirMovements(provider, { from, to });
  const { ledger, baseCurrency: base } = deps;
  const ours = await ourMovements(ledger, { provider: provider.id, base, from, to });
  const compared = { day, provider, theirs, ours };
  return { differences: await differencesOf(deps, compared), sums: sumsOf(compared) };
}

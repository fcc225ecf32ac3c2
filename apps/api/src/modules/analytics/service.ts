import type { Analytics, adminRoutes, QueryOf } from '@telex-credits/contracts';
import type { Asset, Entry } from '@telex-credits/ledger';
import {
  type Currency,
  type Micros,
  type Nanos,
  printCredits,
  printMoney,
  printNanos,
  type WireMoney,
} from '@telex-credits/money';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { entriesBetween } from '../../projector/entries-between.js';
import { createJournalFollower, type JournalFollower } from '../../projector/journal-follower.js';
import { dayIn, splitRange } from '../../projector/quarters.js';
import { Flows } from './flows.js';
import { createAnalyticsRepository } from './repository.js';

/** The whole platform over a range; every number follows from the ledger's entries. */
export interface AnalyticsService {
  overview(query: QueryOf<typeof adminRoutes.analytics>): Promise<Analytics>;
  readonly follower: JournalFollower;
  rebuild(): Promise<void>;
}

export interface AnalyticsDeps {
  readonly documents: DocumentStore;
  readonly ledger: Pick<LedgerStore, 'balances' | 'entries' | 'lastSeq' | 'onCommit'>;
  readonly now: () => Date;
  readonly baseCurrency: Currency;
  readonly onError: (error: unknown) => void;
  /** The usage service, as far as it is asked. */
  readonly usage: {
    callOf(entry: Entry): object | undefined;
    activeOrganisations(range: Range): Promise<number>;
    moduleSums(range: Range): Promise<
      {
        readonly moduleId: string;
        readonly moduleName: string;
        readonly calls: number;
        readonly credits: Micros;
        readonly collected: Nanos;
        readonly developer: Nanos;
      }[]
    >;
  };
}

interface Range {
  readonly from: string;
  readonly to: string;
}

/** Flows and calls of a range, or of one of its days. */
interface Part {
  readonly start: string;
  readonly calls: number;
  readonly flows: Flows;
}

const rangeMs = 30 * 86_400_000;
const filledDays = 400;
const topModules = 10;

/** Makes analytics. */
export function createAnalyticsService(deps: AnalyticsDeps): AnalyticsService {
  const { ledger, usage } = deps;
  const isCall = (entry: Entry) => usage.callOf(entry) !== undefined;
  const repository = createAnalyticsRepository(deps.documents);
  const money = (nanos: Nanos) => printNanos(nanos, deps.baseCurrency);
  const follower = createJournalFollower({
    ...deps,
    name: 'analytics',
    apply: (entries) => repository.add(entries, isCall),
  });

  /** Whole quarters from the projection, the ends of the range from the journal. */
  async function* partsOf(range: Range): AsyncGenerator<Part> {
    const { quarters, edges } = splitRange(range);
    if (quarters?.from !== undefined && quarters.to !== undefined) {
      for await (const { start, calls, flows } of repository.between(quarters.from, quarters.to)) {
        yield { start, calls, flows: Flows.of(flows) };
      }
    }
    for (const edge of edges) {
      for await (const entry of entriesBetween(ledger, edge)) {
        const flows = new Flows().addEntry(entry);
        yield { start: entry.at, calls: isCall(entry) ? 1 : 0, flows };
      }
    }
  }

  async function moduleRows(range: Range): Promise<Analytics['topModules']> {
    return (await usage.moduleSums(range)).slice(0, topModules).map((sum) => ({
      moduleId: sum.moduleId,
      moduleName: sum.moduleName,
      calls: sum.calls,
      credits: printCredits(sum.credits),
      collected: money(sum.collected),
      developerEarnings: money(sum.developer),
    }));
  }

  return {
    follower,
    rebuild: () => follower.rebuild(repository.clear),
    async overview({ from, to, timezone }) {
      await follower.catchUp();
      const range = rangeOf({ from, to }, deps.now());
      const days = emptyDays(range, timezone);
      const total = { calls: 0, flows: new Flows() };
      const dayOf = dayIn(timezone);
      for await (const { start, calls, flows } of partsOf(range)) {
        total.calls += calls;
        total.flows.addAll(flows);
        const day = dayOf(start);
        const sum = days.get(day) ?? { calls: 0, flows: new Flows() };
        days.set(day, { calls: sum.calls + calls, flows: sum.flows.addAll(flows) });
      }
      const { flows, calls } = total;
      return {
        ...range,
        credits: { ...creditsIn(flows), outstanding: printCredits(await outstanding(ledger)) },
        money: {
          ...moneyIn(flows, deps.baseCurrency),
          deferredRevenue: money(sum(await ledger.balances('deferred_revenue'))),
        },
        calls,
        activeOrganisations: await usage.activeOrganisations(range),
        days: [...days]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([day, part]) => ({
            day,
            sold: creditsIn(part.flows).sold,
            consumed: creditsIn(part.flows).consumed,
            calls: part.calls,
            platformRevenue: money(part.flows.net(deps.baseCurrency, 'platform_revenue')),
          })),
        topModules: await moduleRows(range),
        asOf: deps.now().toISOString(),
      };
    },
  };
}

/** The last 30 days unless told; what is committed this very moment included. */
function rangeOf(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
): Range {
  const to = query.to ?? new Date(now.getTime() + 1).toISOString();
  return { from: query.from ?? new Date(Date.parse(to) - rangeMs).toISOString(), to };
}

function creditsIn(flows: Flows) {
  const credits = (account: string, kinds?: readonly string[]) =>
    flows.net('CREDIT', `credits:${account}`, kinds);
  return {
    sold: printCredits(-credits('issued', ['grant:paid'])),
    promotional: printCredits(-credits('issued', ['grant:promotional', 'adjust'])),
    consumed: printCredits(credits('consumed')),
    expired: printCredits(credits('expired')),
    reversed: printCredits(credits('reversed')),
  };
}

function moneyIn(flows: Flows, base: Currency) {
  const net = (account: string) => flows.net(base, account);
  const money = (nanos: Nanos) => printNanos(nanos, base);
  return {
    collected: cash(flows, { kinds: ['grant:paid'], sign: -1n, base }),
    returned: cash(flows, { kinds: ['reverse', 'reinstate'], sign: 1n, base }),
    platformRevenue: money(net('platform_revenue')),
    developerEarnings: money(net('earnings')),
    breakage: money(net('breakage')),
    providerFees: money(-net('provider_fees')),
  };
}

/** Money through the providers' clearing accounts, by currency. */
function cash(
  flows: Flows,
  what: { readonly kinds: readonly string[]; readonly sign: bigint; readonly base: Currency },
): WireMoney[] {
  return flows
    .assetsOf('cash')
    .map((asset) => ({ asset, amount: what.sign * flows.net(asset, 'cash', what.kinds) }))
    .filter(({ amount }) => amount !== 0n)
    .map(({ asset, amount }) => printAsset(asset, amount, what.base));
}

/** The base currency is kept in nano-units, every other currency in its minor units. */
function printAsset(asset: Asset, amount: bigint, base: Currency): WireMoney {
  if (asset === 'CREDIT') {
    throw new Error('credits are no money');
  }
  return asset === base ? printNanos(amount, base) : printMoney({ minor: amount, currency: asset });
}

/** What all wallets own: the other side of every other account in credits. */
async function outstanding(ledger: AnalyticsDeps['ledger']): Promise<Micros> {
  const [issued, debts] = await Promise.all([
    ledger.balances('credits:'),
    ledger.balances('debt:'),
  ]);
  return -(sum(issued) + sum(debts));
}

function sum(balances: readonly { readonly balance: bigint }[]): bigint {
  return balances.reduce((total, { balance }) => total + balance, 0n);
}

/** A row for every local day of the range, so that quiet days show; not for very long ranges. */
function emptyDays({ from, to }: Range, timezone: string) {
  const days = new Map<string, Omit<Part, 'start'>>();
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (end - start > filledDays * 86_400_000) {
    return days;
  }
  const dayOf = dayIn(timezone);
  for (let at = start; at < end; at += 6 * 3_600_000) {
    days.set(dayOf(new Date(at).toISOString()), { calls: 0, flows: new Flows() });
  }
  return days;
}

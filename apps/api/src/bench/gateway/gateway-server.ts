import { join } from 'node:path';
import { keyRoutes } from '@telex-credits/contracts';
import { oneCredit } from '@telex-credits/money';
import { compose } from '../../composition.js';
import { readConfig } from '../../config.js';
import { answerParent } from './parent-link.js';
import { model, modelPrice, moduleCredits, moduleSlug, slowModel } from './traffic.js';

/** What the benchmark needs to call the gateway. */
export interface GatewayReady {
  readonly url: string;
  /** One key of each organisation that calls. */
  readonly keys: readonly string[];
}

/** What the ledger says after all calls. */
export interface GatewayBooks {
  readonly sound: boolean;
  readonly entries: number;
  /** Micro-credits as text: what all callers lost, and what is still held. */
  readonly taken: string;
  readonly held: string;
}

const [folder = '', upstream = ''] = process.argv.slice(2);
const organisations = 16;
const granted = 1_000_000n * oneCredit;

// The whole program as `npm start` runs it: the ledger's writer in its thread, synchronous=FULL.
const application = await compose(
  readConfig({
    DATABASE_URL: `sqlite:${join(folder, 'credits.db')}`,
    ...{ DEMO: '0', PORT: '0', LOG_LEVEL: 'warn', PUBLIC_URL: 'http://127.0.0.1:4000' },
    ...{ OPENAI_API_BASE: `${upstream}/v1`, OPENAI_API_KEY: 'sk-of-the-benchmark' },
    OPENAI_PRICES: JSON.stringify({ [model]: modelPrice, [slowModel]: modelPrice }),
  }),
);
const { people, modules, core } = application;
const { ledger } = core;

async function person(name: string) {
  const password = 'a password of the benchmark';
  return await people.service.createPerson({ name, email: `${name}@bench.test`, password });
}

const publisher = await person('publisher');
const { id: moduleId } = await modules.marketplace.ensureModule({
  ...{ slug: moduleSlug, kind: 'http', name: 'Benchmark', description: 'What is measured.' },
  ...{ upstreamUrl: `${upstream}/api`, publisherId: publisher.organisationId, demo: false },
  price: { model: 'per_call', credits: moduleCredits, errorsBillable: false },
});

// What is measured is the path of a call that may be made.
const rateLimit = { requests: 1_000_000, seconds: 1 };
const owner = { organisationId: publisher.organisationId, actorId: publisher.personId };
await modules.marketplace.changeModule(owner, moduleId, {
  rateLimit,
});

const wallets: string[] = [];
const keys: string[] = [];
for (let at = 0; at < organisations; at += 1) {
  const buyer = await person(`buyer-${at}`);
  const body = keyRoutes.create.body.parse({ name: 'Benchmark', mode: 'live', rateLimit });
  const made = await modules.keys.createKey(buyer, body);
  const lot = {
    kind: 'promotional',
    priority: 0,
    expiresAt: null,
    source: null,
    note: { kind: 'promotion', name: 'Benchmark' },
  } as const;
  const [result] = await ledger.submit([
    {
      ...{ type: 'grant', id: `lot_bench_${at}`, walletId: buyer.organisationId, ...lot },
      ...{ credits: granted, basis: 350_000n },
    },
  ]);
  if (result?.ok !== true) {
    throw new Error(`no credits for the benchmark: ${result?.refusal.code}`);
  }
  wallets.push(buyer.organisationId);
  keys.push(made.secret);
}

/** What all wallets together lost and hold, and whether the ledger verifies. */
async function books(): Promise<GatewayBooks> {
  const { ok, lastSeq } = await ledger.verify();
  const states = await Promise.all(wallets.map((id) => ledger.wallet(id)));
  const sum = (of: 'posted' | 'held') =>
    states.reduce((total, state) => total + (state?.[of] ?? 0n), 0n);
  const taken = granted * BigInt(organisations) - sum('posted');
  return { sound: ok, entries: lastSeq, taken: `${taken}`, held: `${sum('held')}` };
}

const { url } = await application.start();
const ready: GatewayReady = { url, keys };
answerParent(ready, { books });

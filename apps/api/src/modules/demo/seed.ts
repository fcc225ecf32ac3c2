import type { PlatformRole } from '@telex-credits/contracts';
import { oneCredit, parseDecimal } from '@telex-credits/money';
import type { LedgerStore } from '@telex-credits/store';
import type { RequestHandler } from 'express';
import type { Person } from '../../http/principal.js';
import type { ModuleSeed } from '../marketplace/service.js';
import type { DemoUpstreams } from './upstreams.js';

/** What seeding needs of the other modules. */
export interface SeedDeps {
  readonly ledger: Pick<LedgerStore, 'outcome' | 'submit'>;
  readonly people: {
    createPerson(input: { email: string; password: string; name: string }): Promise<Person>;
    setPlatformRole(personId: string, role: PlatformRole, grantedBy: null): Promise<void>;
  };
  readonly marketplace: {
    ensureModule(seed: ModuleSeed): Promise<{ readonly id: string; readonly content: string }>;
    publishModule(
      by: { readonly organisationId: string; readonly actorId: string },
      id: string,
    ): Promise<unknown>;
  };
  /** Lets only the gateway's requests to this module through. */
  readonly guardOf: (moduleId: string) => RequestHandler;
  readonly config: {
    /** Base currency per credit. */
    readonly creditPrice: string;
    /** Whether a real Telex AI is configured: then there is no stand-in. */
    readonly hasTelexAi: boolean;
  };
}

/** Logins of the demo, in the order in which they are printed. */
export const demoAccounts = {
  buyer: { email: 'buyer@demo.test', name: 'Demo Buyer' },
  publisher: { email: 'publisher@demo.test', name: 'Demo Publisher' },
  productManager: { email: 'pm@demo.test', name: 'Demo Product Manager' },
  admin: { email: 'admin@demo.test', name: 'Demo Admin' },
} as const;

const promotionCredits = 100n;

/** Makes accounts, modules and the buyer's credits where they are missing. Safe to repeat. */
export async function seedDemo(
  deps: SeedDeps,
  demo: { readonly password: string; readonly upstreams: DemoUpstreams },
): Promise<{ readonly buyer: Person; readonly publisher: Person }> {
  const person = (account: { email: string; name: string }) =>
    deps.people.createPerson({ ...account, password: demo.password });
  const buyer = await person(demoAccounts.buyer);
  const publisher = await person(demoAccounts.publisher);
  await withRole(deps, await person(demoAccounts.productManager), 'product_manager');
  await withRole(deps, await person(demoAccounts.admin), 'platform_admin');
  await givePromotion(deps, buyer.organisationId);
  for (const seed of modulesOf(demo.upstreams, publisher.organisationId)) {
    if (seed.kind !== 'telexai' || !deps.config.hasTelexAi) {
      const { id, content } = await deps.marketplace.ensureModule(seed);
      if (seed.publisherId !== null) {
        // The demo proves its addresses as any publisher does.
        demo.upstreams.vouchFor(content);
        const { organisationId, personId: actorId } = publisher;
        await deps.marketplace.publishModule({ organisationId, actorId }, id);
        demo.upstreams.guard(seed.slug, deps.guardOf(id));
      }
    }
  }
  return { buyer, publisher };
}

async function withRole(deps: SeedDeps, person: Person, role: PlatformRole): Promise<void> {
  if (person.platformRole !== role) {
    await deps.people.setPlatformRole(person.personId, role, null);
  }
}

/** 100 credits that the platform pays for at CREDIT_PRICE, so that spending them earns. */
async function givePromotion(deps: SeedDeps, organisationId: string): Promise<void> {
  const id = `lot_demo_${organisationId}`;
  // Asked first, because CREDIT_PRICE may be another one than at the first start.
  if ((await deps.ledger.outcome(id))?.ok === true) {
    return;
  }
  const [result] = await deps.ledger.submit([
    {
      type: 'grant',
      id,
      walletId: organisationId,
      kind: 'promotional',
      credits: promotionCredits * oneCredit,
      basis: promotionCredits * parseDecimal(deps.config.creditPrice, 9),
      priority: 0,
      expiresAt: null,
      source: null,
      note: { kind: 'promotion', name: 'Demo credits' },
    },
  ]);
  if (result?.ok !== true) {
    throw new Error(`the demo's credits were refused: ${result?.refusal.code ?? 'no answer'}`);
  }
}

function modulesOf(upstreams: DemoUpstreams, publisherId: string): ModuleSeed[] {
  return [
    {
      slug: 'word-count',
      kind: 'a2a',
      name: 'Word count',
      description:
        'An A2A agent that counts words, characters and lines. It runs inside this demo.',
      upstreamUrl: upstreams.wordCountUrl,
      publisherId,
      demo: true,
      price: { model: 'per_call', credits: '0.5', errorsBillable: false },
    },
    {
      slug: 'text-tools',
      kind: 'http',
      name: 'Text tools',
      description: 'Slugs, SHA-256 sums and counts over plain HTTP. It runs inside this demo.',
      upstreamUrl: upstreams.textToolsUrl,
      publisherId,
      demo: true,
      price: { model: 'per_call', credits: '0.1', errorsBillable: false },
    },
    {
      slug: 'telexai',
      kind: 'telexai',
      name: 'Telex AI (stand-in)',
      description:
        'Stands in for Telex AI: the same API and prices per token, with made-up answers. Set TELEX_API_BASE for the real one.',
      upstreamUrl: upstreams.telexApiBase,
      publisherId: null,
      demo: true,
      price: { model: 'per_token', markupBps: 2000, minimum: '0.01' },
    },
  ];
}

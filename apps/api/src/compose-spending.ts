import { type Micros, parseCredits } from '@telex-credits/money';
import type { LedgerReader } from '@telex-credits/store';
import type { People } from './compose-people.js';
import type { Core } from './composition.js';
import type { OpenAiUpstream, TelexAiUpstream } from './gateway/deps.js';
import { createGateway, type Gateway } from './gateway/gateway.js';
import {
  type AuthorisationsService,
  createAuthorisationsService,
} from './modules/authorisations/service.js';
import { type ChargesService, createChargesService } from './modules/charges/service.js';
import { createKeysService, type KeysService } from './modules/keys/service.js';
import {
  createMarketplaceService,
  type MarketplaceService,
} from './modules/marketplace/service.js';
import type { UsageService } from './modules/usage/service.js';
import { createWalletService, type WalletService } from './modules/wallet/service.js';
import { platformTerms } from './platform-terms.js';

/** Everything between a key and a charge. */
export interface Spending {
  readonly marketplace: MarketplaceService;
  readonly keys: KeysService;
  readonly wallet: WalletService;
  readonly authorisations: AuthorisationsService;
  readonly charges: ChargesService;
  readonly gateway: Gateway;
  /** Waits for what runs beside calls, then closes connections to upstreams. */
  close(): Promise<void>;
}

/** What the gateway may call beyond public addresses, and which Telex AI it uses. */
export interface Upstreaming {
  /** Exact origins: the demo's modules and operator-set bases. */
  readonly trustedOrigins: readonly string[];
  readonly telexAi: TelexAiUpstream | null;
  readonly openAi: OpenAiUpstream | null;
}

/** Makes modules that can be called, the keys and limits of those who call, and the gateway. */
export function composeSpending(
  core: Core,
  parts: {
    readonly people: People;
    readonly usage: UsageService;
    readonly upstreaming: Upstreaming;
  },
): Spending {
  const { config, documents, environment, ledger, logger } = core;
  const { people, usage, upstreaming } = parts;
  const { audit } = people;
  const marketplace = createMarketplaceService({
    ...{ documents, environment, ledger, audit, organisations: people.service },
    checkUpstreamUrl: (url) => gateway.checkUpstreamUrl(url),
    estimateCall: (module, input) => gateway.estimateCall(module, input),
    findProof: (proof) => gateway.findProof(proof),
    secretKey: core.secretKey,
    probeUpstream: (upstream) => gateway.probeUpstream(upstream),
    calls30Days: (moduleId) => usage.calls30Days(moduleId),
    config: platformTerms,
  });
  const keys = createKeysService({
    ...{ documents, environment, audit, logger, modules: marketplace.callables },
    ledger: ledger as Pick<LedgerReader, 'wallet'>,
    platformAdmin: (personId) => people.service.platformAdmin(personId),
    publicUrl: config.publicUrl,
  });
  const wallet = createWalletService({
    ...{ documents, ledger, environment, audit },
    spentSince: (organisationId, from) => spentSince(usage, { organisationId, from }),
  });
  const authorisations = createAuthorisationsService({
    ...{ documents, environment, ledger, audit, modules: marketplace.callables },
    ...{ organisations: people.service, requireOwnModule: marketplace.requireOwn },
  });
  const charges = createChargesService({
    ...{
      authorisations,
      ledger,
      usage,
      now: environment.now,
      limits: wallet,
      modules: marketplace.callables,
    },
    identityOfKey: (key) => keys.identityOfKey(key),
  });
  const gateway = createGateway({
    ...{ ledger, documents, environment, logger, limits: wallet },
    identities: keys.identities,
    modules: marketplace.callables,
    config: {
      ...{ publicUrl: config.publicUrl, creditPrice: config.creditPrice, ...upstreaming },
      ...{ baseCurrency: config.baseCurrency, secretKey: core.secretKey },
      allowPrivateUpstreams: config.allowPrivateUpstreams,
    },
  });
  planGatewayJobs(core, gateway);
  return {
    ...{ marketplace, keys, wallet, authorisations, charges, gateway },
    async close() {
      await gateway.close();
      await keys.idle();
    },
  };
}

function planGatewayJobs({ jobs }: Core, gateway: Gateway): void {
  jobs.every('poll-open-tasks', 5, () => gateway.pollOpenTasks());
  jobs.every('deliver-pushes', 2, () => gateway.deliverPushes());
  jobs.every('forget-request-keys', 3600, () => gateway.forgetOldKeys());
}

/** Credits that an organisation's calls took since a time, as usage sums them. */
async function spentSince(
  usage: UsageService,
  { organisationId, from }: { readonly organisationId: string; readonly from: string },
): Promise<Micros> {
  const query = { from, timezone: 'UTC', groupBy: ['module' as const], limit: 1 };
  const sums = await usage.list(organisationId, query);
  return 'total' in sums ? parseCredits(sums.total.credits) : 0n;
}

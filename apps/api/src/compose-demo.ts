import { keyRoutes } from '@telex-credits/contracts';
import { type FromGateway, fromGateway } from '@telex-credits/sdk';
import type { Modules } from './compose-modules.js';
import type { People } from './compose-people.js';
import type { Upstreaming } from './compose-spending.js';
import type { Core } from './composition.js';
import type { Config } from './config.js';
import { type DemoService, startDemo } from './modules/demo/service.js';

/** Slug of the platform's own module that prices Telex AI calls, real or stand-in. */
const telexAiSlug = 'telexai';
/** Slug of the platform's own module that prices calls of the OpenAI drop-in. */
const openAiSlug = 'openai';

/** Starts the demo's own modules where there is a demo; its data comes with `seedAtStart`. */
export async function startDemoModules(
  config: Config,
  randomBytes: (count: number) => Uint8Array,
): Promise<DemoService | null> {
  if (!config.demo) {
    return null;
  }
  return startDemo({
    file: `${config.database.stem}.demo.json`,
    production: config.production,
    randomBytes,
  });
}

/** Operator-set bases and the demo are trusted by exact origin; all else must be public addresses. */
export function upstreamingOf(
  { telex, openai }: Config,
  demo: Pick<DemoService, 'upstreams'> | null,
): Upstreaming {
  const bases = [telex.apiBase, openai.apiBase, demo?.upstreams.origin ?? null];
  const origins = bases.filter((base) => base !== null).map((base) => new URL(base).origin);
  return {
    trustedOrigins: [...new Set(origins)],
    telexAi: telexAiOf(telex, demo),
    openAi: openAiOf(openai),
  };
}

function openAiOf({ apiBase: base, apiKey, prices }: Config['openai']): Upstreaming['openAi'] {
  return base === null || apiKey === null ? null : { base, apiKey, prices, moduleSlug: openAiSlug };
}

function telexAiOf(
  telex: Config['telex'],
  demo: Pick<DemoService, 'upstreams'> | null,
): Upstreaming['telexAi'] {
  const { apiBase: base, agentApiKey: apiKey } = telex;
  if (base !== null) {
    return apiKey === null ? null : { base, apiKey, moduleSlug: telexAiSlug };
  }
  // The stand-in asks for no key, but the header is sent as it is to the real one.
  return demo && { base: demo.upstreams.telexApiBase, apiKey: 'demo', moduleSlug: telexAiSlug };
}

/**
 * Makes what the operator brings along: the modules of Telex AI and OpenAI, and the demo's data. Safe to repeat.
 * Answers what to print: demo logins and a first call.
 */
export async function seedAtStart(
  core: Core,
  parts: {
    readonly people: People;
    readonly modules: Modules;
    readonly demo: DemoService | null;
  },
): Promise<string[]> {
  const { config, ledger } = core;
  const { marketplace, keys } = parts.modules;
  if (config.telex.apiBase !== null && config.telex.agentApiKey !== null) {
    await marketplace.ensureModule({
      slug: telexAiSlug,
      kind: 'telexai',
      name: 'Telex AI',
      description: "The language models of Telex, at the models' own prices with a mark-up.",
      upstreamUrl: config.telex.apiBase,
      publisherId: null,
      demo: false,
      timeLimitSeconds: 120,
      price: { model: 'per_token', markupBps: 2000, minimum: '0.01' },
    });
  }
  if (config.openai.apiBase !== null && config.openai.apiKey !== null) {
    await marketplace.ensureModule({
      slug: openAiSlug,
      kind: 'openai',
      name: 'OpenAI models',
      description: "Language models behind OpenAI's API, at the models' own prices with a mark-up.",
      upstreamUrl: config.openai.apiBase,
      publisherId: null,
      demo: false,
      timeLimitSeconds: 600,
      price: { model: 'per_token', markupBps: 2000, minimum: '0.001' },
    });
  }
  const greeting = await parts.demo?.seed({
    ...{ ledger, marketplace, people: parts.people.service, publicUrl: config.publicUrl },
    keys: {
      create: (caller, name) =>
        keys.createKey(caller, keyRoutes.create.body.parse({ name, mode: 'test' })),
      works: async (secret) => (await keys.identities.byKey(secret)) !== undefined,
    },
    guardOf: (moduleId) => guardOf(core, moduleId),
    config: { creditPrice: config.creditPrice, hasTelexAi: config.telex.apiBase !== null },
  });
  return greeting ?? [];
}

/** As any publisher's server does it, with the keys that this server publishes once it listens. */
function guardOf({ serverUrl, environment }: Core, moduleId: string): FromGateway {
  let guard: FromGateway | undefined;
  return (req, res, next) => {
    guard ??= fromGateway({ baseUrl: serverUrl(), moduleId, now: environment.now });
    guard(req, res, next);
  };
}

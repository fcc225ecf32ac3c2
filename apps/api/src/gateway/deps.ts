import type { Currency } from '@telex-credits/money';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import type { Environment } from '../foundation/environment.js';
import type { CallableModules, LimitRefs, SpendingIdentities } from '../foundation/ports.js';
import type { OpenAiPrices } from '../openai-prices.js';
import type { Resolve } from './addresses/address-rules.js';
import type { StreamLimits } from './metering/pass-stream.js';
import type { Rates } from './rates/rate.js';

/** The part of a pino logger that the gateway writes to. */
export interface GatewayLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** The Telex AI upstream, or its labelled stand-in of the demo. */
export interface TelexAiUpstream {
  /** `TELEX_API_BASE` without a slash at its end; `/telexai/…` is added. */
  readonly base: string;
  readonly apiKey: string;
  /** Slug of the platform's module that prices these calls. */
  readonly moduleSlug: string;
}

/** An upstream that speaks OpenAI's API, and what its models cost. */
export interface OpenAiUpstream {
  /** `OPENAI_API_BASE`; `/v1` is added where it has no path, as `https://api.openai.com`. */
  readonly base: string;
  readonly apiKey: string;
  /** Slug of the platform's module that prices these calls. */
  readonly moduleSlug: string;
  /** `OPENAI_PRICES`: what models cost, by name. */
  readonly prices: OpenAiPrices;
}

export interface GatewayConfig {
  /** Where callers reach this server, without a slash at its end. */
  readonly publicUrl: string;
  /** USD per credit, a decimal string: `CREDIT_PRICE`. */
  readonly creditPrice: string;
  readonly baseCurrency: Currency;
  /** `SECRET_KEY`: callers' push tokens are encrypted with a key made from it. */
  readonly secretKey: string;
  /** Exact origins that address rules let through: the demo's modules and operator-set bases. */
  readonly trustedOrigins: readonly string[];
  readonly allowPrivateUpstreams: boolean;
  /** Null where no Telex AI is configured: its routes answer 404. */
  readonly telexAi: TelexAiUpstream | null;
  /** Null or left out where no such upstream is configured: its routes answer 404. */
  readonly openAi?: OpenAiUpstream | null;
  /** How long a stream may be silent, and a caller read nothing; two minutes and thirty seconds unless given. */
  readonly streamLimits?: StreamLimits;
  /** How often callers may call, where it is not as usual. */
  readonly rates?: Partial<Rates>;
}

/** Everything that the gateway needs from the rest of the house. */
export interface GatewayDeps {
  readonly ledger: LedgerStore;
  readonly identities: SpendingIdentities;
  readonly modules: CallableModules;
  readonly limits: LimitRefs;
  readonly documents: DocumentStore;
  readonly environment: Environment;
  readonly logger: GatewayLogger;
  readonly config: GatewayConfig;
  /** Name look-ups, for tests; the system's unless given. */
  readonly resolve?: Resolve;
}

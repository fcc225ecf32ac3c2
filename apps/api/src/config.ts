import { currencies, parseDecimal } from '@telex-credits/money';
import { paystackKeyKind, stripeKeyKind } from '@telex-credits/payments';
import { z } from 'zod';
import { type DatabaseLocation, parseDatabaseUrl } from './database-url.js';
import { openAiPrices } from './openai-prices.js';
import {
  modeRules,
  paystackSecretKey,
  stripeSecretKey,
  stripeWebhookSecrets,
} from './payment-keys.js';
import { addressLines, exchangeRates, taxRates } from './selling-terms.js';

/** A variable that is missing or bad. The message is the one line that the boot prints. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const paymentProviders = ['sandbox', 'stripe', 'paystack'] as const;
export type PaymentProviderName = (typeof paymentProviders)[number];

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `https:`, or plain `http:` on this machine only: keys travel to these addresses. */
const apiBase = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL', abort: true })
  .refine((text) => {
    const url = new URL(text);
    return url.protocol === 'https:' || loopback.has(url.hostname);
  }, 'must be https (plain http is taken for loopback addresses only)')
  .transform((text) => text.replace(/\/+$/, ''));

/** Where a client takes a host and a port, and no path. */
const apiOrigin = apiBase.refine(
  (text) => new URL(text).pathname === '/',
  'must be an origin, without a path',
);

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL', abort: true })
  .refine((text) => new URL(text).pathname === '/', 'must be an origin, without a path')
  .transform((text) => new URL(text).origin);

const secret = z.string().trim().min(8, 'is too short to be a secret');

const providers = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(
    z
      .array(z.enum(paymentProviders, `must be a comma list of ${paymentProviders.join(', ')}`))
      .transform((names) => [...new Set(names)]),
  );

const flag = z
  .enum(['0', '1', 'false', 'true'], 'must be 0 or 1')
  .transform((text) => text === '1' || text === 'true');

const creditPrice = z
  .string()
  .regex(/^(0|[1-9]\d{0,5})(\.\d{1,9})?$/, 'must be a decimal number such as 0.0035')
  .refine((text) => /[1-9]/.test(text), 'must be above zero');

/** Every variable of the contract, as it is written. */
const variables = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number')
    .default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  APP_ORIGIN: origin.optional(),
  PUBLIC_URL: origin.optional(),
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  DATABASE_URL: z.string().default('sqlite:./data/credits.db'),
  PAYMENTS: providers.optional(),
  STRIPE_SECRET_KEY: stripeSecretKey.optional(),
  STRIPE_WEBHOOK_SECRET: stripeWebhookSecrets.optional(),
  STRIPE_API_BASE: apiOrigin.default('https://api.stripe.com'),
  PAYSTACK_SECRET_KEY: paystackSecretKey.optional(),
  PAYSTACK_API_BASE: apiBase.default('https://api.paystack.co'),
  TELEX_API_BASE: apiBase.optional(),
  TELEX_AGENT_API_KEY: secret.optional(),
  OPENAI_API_BASE: apiBase.optional(),
  OPENAI_API_KEY: secret.optional(),
  OPENAI_PRICES: openAiPrices.default({}),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp(s) URL' }).optional(),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be a level of pino: trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  BASE_CURRENCY: z.enum(currencies, `must be one of ${currencies.join(', ')}`).default('USD'),
  CREDIT_PRICE: creditPrice.default('0.0035'),
  SELLER_NAME: z.string().trim().min(1).max(120).default('Telex Credits'),
  SELLER_ADDRESS: addressLines.default([]),
  SELLER_TAX_ID: z.string().trim().max(40).default(''),
  TAX_RATES: taxRates.default({}),
  EXCHANGE_RATES: exchangeRates.nullable().default(null),
  ALLOW_PRIVATE_UPSTREAMS: flag.default(false),
  DEMO: flag.optional(),
});

type Variables = z.output<typeof variables>;

/** The settings of one process, parsed once. */
export type Config = Readonly<ReturnType<typeof settings>>;

/** Reads the environment. Throws `ConfigError` naming the first variable that will not do. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable is one that was left out: `SMTP_URL=` in an .env file.
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const parsed = variables.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])} ${issue?.message ?? 'is not valid'}`);
  }
  const config = settings(parsed.data);
  refuse(parsed.data, config);
  return config;
}

function settings(given: Variables) {
  const production = given.NODE_ENV === 'production';
  const here = `http://${reachableHost(given.HOST)}:${given.PORT}`;
  const publicUrl = given.PUBLIC_URL ?? here;
  return {
    production,
    port: given.PORT,
    host: given.HOST,
    /** Where browsers reach this server, without a slash at the end. */
    publicUrl,
    /** Where the dashboard is served from. */
    appOrigin: given.APP_ORIGIN ?? publicUrl,
    /** Null in development where none is set: then one is made and kept beside the database. */
    secretKey: given.SECRET_KEY ?? null,
    database: databaseOf(given),
    payments: given.PAYMENTS ?? (production ? [] : (['sandbox'] as PaymentProviderName[])),
    stripe: {
      secretKey: given.STRIPE_SECRET_KEY ?? null,
      /** All that are valid now: several while one is rotated. */
      webhookSecrets: given.STRIPE_WEBHOOK_SECRET ?? [],
      apiBase: given.STRIPE_API_BASE,
    },
    paystack: {
      secretKey: given.PAYSTACK_SECRET_KEY ?? null,
      apiBase: given.PAYSTACK_API_BASE,
    },
    telex: {
      apiBase: given.TELEX_API_BASE ?? null,
      agentApiKey: given.TELEX_AGENT_API_KEY ?? null,
    },
    openai: {
      apiBase: given.OPENAI_API_BASE ?? null,
      apiKey: given.OPENAI_API_KEY ?? null,
      prices: given.OPENAI_PRICES,
    },
    smtpUrl: given.SMTP_URL ?? null,
    logLevel: given.LOG_LEVEL,
    baseCurrency: given.BASE_CURRENCY,
    /** Base currency per credit, a decimal string with at most nine places. */
    creditPrice: given.CREDIT_PRICE,
    /** Who sells the credits, as receipts name them. */
    seller: {
      name: given.SELLER_NAME,
      address: given.SELLER_ADDRESS,
      taxId: given.SELLER_TAX_ID,
    },
    /** Basis points of the net price, by currency. */
    taxBps: given.TAX_RATES,
    /** Null where none are set: then the built-in table counts. */
    exchangeRates: given.EXCHANGE_RATES,
    allowPrivateUpstreams: given.ALLOW_PRIVATE_UPSTREAMS,
    demo: given.DEMO ?? !production,
  };
}

/** What a browser on this machine calls an address that the server binds to. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') {
    return '127.0.0.1';
  }
  return host.includes(':') ? `[${host}]` : host;
}

function databaseOf(given: Variables): DatabaseLocation {
  const location = parseDatabaseUrl(given.DATABASE_URL);
  if ('problem' in location) {
    throw new ConfigError(`DATABASE_URL ${location.problem}`);
  }
  return location;
}

/** Rules between variables. */
function refuse(given: Variables, config: Config): void {
  const { production, payments } = config;
  const rules: readonly [boolean, string][] = [
    [production && config.secretKey === null, 'SECRET_KEY is missing: production needs one'],
    [production && config.demo, 'DEMO cannot be on when NODE_ENV=production'],
    [
      production && payments.includes('sandbox'),
      'PAYMENTS cannot include sandbox when NODE_ENV=production',
    ],
    [
      production && config.allowPrivateUpstreams,
      'ALLOW_PRIVATE_UPSTREAMS cannot be on when NODE_ENV=production',
    ],
    [
      payments.includes('stripe') && given.STRIPE_SECRET_KEY === undefined,
      'STRIPE_SECRET_KEY is missing: PAYMENTS names stripe',
    ],
    [
      payments.includes('stripe') && given.STRIPE_WEBHOOK_SECRET === undefined,
      'STRIPE_WEBHOOK_SECRET is missing: PAYMENTS names stripe',
    ],
    ...modeRules('STRIPE_SECRET_KEY', {
      kind: stripeKeyKind(given.STRIPE_SECRET_KEY ?? ''),
      production,
    }),
    [
      payments.includes('paystack') && given.PAYSTACK_SECRET_KEY === undefined,
      'PAYSTACK_SECRET_KEY is missing: PAYMENTS names paystack',
    ],
    ...modeRules('PAYSTACK_SECRET_KEY', {
      kind: paystackKeyKind(given.PAYSTACK_SECRET_KEY ?? ''),
      production,
    }),
    [
      given.TELEX_AGENT_API_KEY !== undefined && given.TELEX_API_BASE === undefined,
      'TELEX_API_BASE is missing: TELEX_AGENT_API_KEY is set',
    ],
    [
      given.OPENAI_API_BASE !== undefined && given.OPENAI_API_KEY === undefined,
      'OPENAI_API_KEY is missing: OPENAI_API_BASE is set',
    ],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken !== undefined) {
    throw new ConfigError(broken[1]);
  }
}

/** A package on sale, in base currency. */
export interface PricedPackage {
  readonly name: string;
  /** Micro-credits, bonus included. */
  readonly credits: bigint;
  /** Nano-units of the base currency. */
  readonly price: bigint;
}

/**
 * Refuses a CREDIT_PRICE above the lowest per-credit price on sale, bonuses included: calls priced
 * in USD would then cost fewer credits than were paid for. Throws `ConfigError`.
 */
export function checkCreditPrice(creditPrice: string, packages: readonly PricedPackage[]): void {
  const nanosPerCredit = parseDecimal(creditPrice, 9);
  const tooCheap = packages.find(
    ({ credits, price }) => nanosPerCredit * credits > price * 1_000_000n,
  );
  if (tooCheap !== undefined) {
    throw new ConfigError(
      `CREDIT_PRICE ${creditPrice} is above what a credit costs in the package "${tooCheap.name}"`,
    );
  }
}

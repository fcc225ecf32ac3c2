import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, checkCreditPrice, readConfig } from './config.js';
import { secretKeyFrom } from './secret-key.js';

const secret = 's'.repeat(32);
const production = { NODE_ENV: 'production', SECRET_KEY: secret };

/** The one line that the boot prints for this environment. */
function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.message;
    }
    throw error;
  }
  return 'no refusal';
}

describe('with nothing set', () => {
  test('the server is a sandbox on this machine, with an embedded store', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      ...{ production: false, port: 4000, host: '127.0.0.1', payments: ['sandbox'], demo: true },
      ...{ publicUrl: 'http://127.0.0.1:4000', appOrigin: 'http://127.0.0.1:4000' },
      ...{ baseCurrency: 'USD', creditPrice: '0.0035', allowPrivateUpstreams: false },
    });
    expect(config.database).toMatchObject({
      ledgerFile: join(process.cwd(), 'data/credits.db'),
      appFile: join(process.cwd(), 'data/credits.app.db'),
    });
  });

  test('an empty variable is one that was left out', () => {
    expect(readConfig({ SMTP_URL: '', PORT: '' })).toMatchObject({ smtpUrl: null, port: 4000 });
  });
});

describe('a bad variable stops the boot with one line that names it', () => {
  test.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['APP_ORIGIN', 'dashboard.example'],
    ['APP_ORIGIN', 'https://example.test/path'],
    ['PUBLIC_URL', 'ftp://example.test'],
    ['SECRET_KEY', 'short'],
    ['DATABASE_URL', 'postgres://localhost/credits'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['PAYMENTS', 'sandbox,paypal'],
    ['STRIPE_API_BASE', 'http://stripe.example'],
    ['STRIPE_API_BASE', 'https://proxy.example/stripe'],
    ['STRIPE_SECRET_KEY', 'pk_test_51Abcdefgh'],
    ['STRIPE_SECRET_KEY', 'whsec_51Abcdefgh'],
    ['STRIPE_SECRET_KEY', 'sk_51Abcdefgh'],
    ['STRIPE_SECRET_KEY', 'sk_live_51Abcdefgh'],
    ['STRIPE_SECRET_KEY', 'rk_live_51Abcdefgh'],
    ['STRIPE_WEBHOOK_SECRET', 'sk_test_51Abcdefgh'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_abcdefgh,'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_abcdefgh,abcdefgh'],
    ['PAYSTACK_API_BASE', 'http://10.0.0.1'],
    ['PAYSTACK_SECRET_KEY', 'pk_live_0123456789abcdef'],
    ['PAYSTACK_SECRET_KEY', 'sk_live_0123456789abcdef'],
    ['PAYSTACK_SECRET_KEY', 'sk_test_'],
    ['TELEX_API_BASE', 'http://api.telex.example'],
    ['OPENAI_API_BASE', 'api.openai.com'],
    ['OPENAI_PRICES', '{"m":'],
    ['OPENAI_PRICES', '{"m":{"prompt":"-1","completion":"1"}}'],
    ['OPENAI_PRICES', '{"m":{"prompt":"1"}}'],
    ['SMTP_URL', 'https://mail.example'],
    ['LOG_LEVEL', 'loud'],
    ['BASE_CURRENCY', 'XBT'],
    ['CREDIT_PRICE', '0'],
    ['CREDIT_PRICE', '1e-3'],
    ['CREDIT_PRICE', '0.00000000001'],
    ['TAX_RATES', 'NGN=7,5'],
    ['TAX_RATES', 'XXX=5'],
    ['EXCHANGE_RATES', 'NGN=1600'],
    ['EXCHANGE_RATES', 'NGN@2026-13-01=1600'],
    ['EXCHANGE_RATES', 'NGN@2026-01-01=0'],
    ['ALLOW_PRIVATE_UPSTREAMS', 'maybe'],
    ['DEMO', 'yes please'],
  ])('%s=%s', (name, value) => {
    const line = refusal({ [name]: value });
    expect(line.startsWith(`${name} `)).toBe(true);
    expect(line).not.toContain('\n');
  });

  test('a MongoDB address names its database, and its password is told to nobody', () => {
    expect(refusal({ DATABASE_URL: 'mongodb://host:27017/?replicaSet=rs0' })).toMatch(
      /^DATABASE_URL must name a database/,
    );
    const url = 'mongodb+srv://ada:s3cret@host.example/credits?retryWrites=true';
    const { database } = readConfig({ DATABASE_URL: url });
    expect(database).toMatchObject({ kind: 'mongodb', url });
    expect(database.label).toBe('mongodb+srv://host.example/credits');
  });
});

describe('in production', () => {
  test.each([
    [{ NODE_ENV: 'production' }, 'SECRET_KEY'],
    [{ ...production, DEMO: '1' }, 'DEMO'],
    [{ ...production, PAYMENTS: 'sandbox' }, 'PAYMENTS'],
    [{ ...production, ALLOW_PRIVATE_UPSTREAMS: '1' }, 'ALLOW_PRIVATE_UPSTREAMS'],
    [{ ...production, PAYMENTS: 'stripe' }, 'STRIPE_SECRET_KEY'],
    [
      { ...production, PAYMENTS: 'stripe', STRIPE_SECRET_KEY: 'sk_live_123' },
      'STRIPE_WEBHOOK_SECRET',
    ],
    [
      { ...production, PAYMENTS: 'stripe', STRIPE_SECRET_KEY: 'sk_test_51Abcdefgh' },
      'STRIPE_WEBHOOK_SECRET',
    ],
    [
      {
        ...{ ...production, PAYMENTS: 'stripe', STRIPE_SECRET_KEY: 'sk_test_51Abcdefgh' },
        STRIPE_WEBHOOK_SECRET: 'whsec_abcdefgh',
      },
      'STRIPE_SECRET_KEY',
    ],
    [{ ...production, PAYMENTS: 'paystack' }, 'PAYSTACK_SECRET_KEY'],
    [
      { ...production, PAYMENTS: 'paystack', PAYSTACK_SECRET_KEY: 'sk_test_0123456789abcdef' },
      'PAYSTACK_SECRET_KEY',
    ],
  ])('%j refuses to boot over %s', (environment, name) => {
    expect(refusal(environment).startsWith(`${name} `)).toBe(true);
  });

  test('without demo, sandbox and exceptions it boots', () => {
    expect(readConfig(production)).toMatchObject({ production: true, demo: false, payments: [] });
  });
});

test('Stripe is configured by a key of the right mode and its signing secrets', () => {
  const stripe = (key: string, more = {}) =>
    readConfig({
      ...{ PAYMENTS: 'stripe', STRIPE_SECRET_KEY: key },
      ...{ STRIPE_WEBHOOK_SECRET: 'whsec_new12345, whsec_old12345', ...more },
    }).stripe;
  expect(stripe('rk_test_51Abcdefgh')).toEqual({
    secretKey: 'rk_test_51Abcdefgh',
    webhookSecrets: ['whsec_new12345', 'whsec_old12345'],
    apiBase: 'https://api.stripe.com',
  });
  expect(stripe('sk_live_51Abcdefgh', production).secretKey).toBe('sk_live_51Abcdefgh');
});

test('no line of the boot repeats a key', () => {
  for (const key of ['pk_test_51Abcdefgh', 'sk_live_51Abcdefgh', 'nonsense_51Abcdefgh']) {
    expect(refusal({ PAYMENTS: 'stripe', STRIPE_SECRET_KEY: key })).not.toContain('51Abcdefgh');
  }
});

test('plain http is taken for API bases on this machine', () => {
  const config = readConfig({ STRIPE_API_BASE: 'http://127.0.0.1:9000/' });
  expect(config.stripe.apiBase).toBe('http://127.0.0.1:9000');
});

test('what an operator sells under is read exactly', () => {
  const config = readConfig({
    SELLER_NAME: 'Telex Ltd',
    SELLER_ADDRESS: '12 Marina Road | Lagos',
    SELLER_TAX_ID: 'NG-1',
    TAX_RATES: 'NGN=7.5, GBP=20',
    EXCHANGE_RATES: 'NGN@2026-01-01=1600,NGN@2026-06-01=1550.25',
  });
  expect(config.seller).toEqual({
    name: 'Telex Ltd',
    address: ['12 Marina Road', 'Lagos'],
    taxId: 'NG-1',
  });
  expect(config.taxBps).toEqual({ NGN: 750, GBP: 2000 });
  expect(config.exchangeRates).toEqual([
    { currency: 'NGN', from: '2026-01-01', perBase: '1600' },
    { currency: 'NGN', from: '2026-06-01', perBase: '1550.25' },
  ]);
});

describe('CREDIT_PRICE', () => {
  const enterprise = { name: 'Enterprise', credits: 10_000_000_000n, price: 35_000_000_000n };
  test('may be as high as the lowest price per credit on sale', () => {
    expect(() => checkCreditPrice('0.0035', [enterprise])).not.toThrow();
  });
  test('is refused above it, bonuses included', () => {
    const bonus = { ...enterprise, name: 'Bonus', credits: 10_000_000_001n };
    expect(() => checkCreditPrice('0.0035', [enterprise, bonus])).toThrow(/^CREDIT_PRICE .*Bonus/);
    expect(() => checkCreditPrice('0.003500001', [enterprise])).toThrow(ConfigError);
  });
});

test('in development a secret key is made once, for its owner only', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'telex-credits-')), 'new', 'secret.key');
  const options = { configured: null, file, randomBytes: (n: number) => new Uint8Array(n).fill(7) };
  const first = secretKeyFrom(options);
  const other = { ...options, randomBytes: (n: number) => new Uint8Array(n).fill(9) };
  expect(secretKeyFrom(other)).toBe(first);
  expect(first.length).toBeGreaterThanOrEqual(32);
  expect(readFileSync(file, 'utf8')).toBe(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(secretKeyFrom({ ...options, configured: secret })).toBe(secret);
});

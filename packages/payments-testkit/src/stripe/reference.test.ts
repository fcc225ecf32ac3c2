import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stripeOperations } from './operations.js';
import { referenceFile, stripeReference } from './reference.js';
import { generateStripeReference } from './testing/generate.js';

const published = (name: string) =>
  new URL(`../../../../../shared/reference/payments/${name}`, import.meta.url);
const description = published('stripe-spec3-2023-08-16.yaml');
const fixtures = published('stripe-fixtures3-2026-08-21.json');

it('knows every operation of the stand-in from both sources', () => {
  const { description: document, params } = stripeReference();
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(new Set(described)).toEqual(new Set(stripeOperations));
  expect(new Set(Object.keys(params))).toEqual(new Set(stripeOperations));
});

// Compiles the SDK's types; the published files lie beside the repository where it is developed.
it.runIf(process.env.TEST_FULL === '1' && existsSync(description))(
  'is what Stripe publishes and the installed SDK declares, still',
  () => {
    const made = generateStripeReference({ description, fixtures });
    expect(`${JSON.stringify(made)}\n`).toBe(readFileSync(referenceFile, 'utf8'));
  },
  180_000,
);

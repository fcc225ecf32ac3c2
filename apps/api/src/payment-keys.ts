import { paystackKeyKind, stripeKeyKind } from '@telex-credits/payments';
import { z } from 'zod';

const secret = z.string().trim().min(8, 'is too short to be a secret');

/** A key of Stripe's for servers. The SDK takes any text, so the kind is looked at here. */
export const stripeSecretKey = secret.superRefine((key, { addIssue }) => {
  const problems = {
    publishable: 'is a publishable key (pk_…): the secret one is needed (sk_… or rk_…)',
    unknown: 'is no secret key of Stripe (sk_test_…, sk_live_…, or rk_… for a restricted one)',
    test: null,
    live: null,
  };
  const message = problems[stripeKeyKind(key)];
  if (message !== null) {
    addIssue({ code: 'custom', message });
  }
});

/** A key of Paystack's for servers. */
export const paystackSecretKey = secret.refine(
  (key) => ['test', 'live'].includes(paystackKeyKind(key)),
  'must be a secret key (sk_test_… or sk_live_…), not a public one',
);

/** Signing secrets of webhook endpoints: several, separated by commas, while one is rotated. */
export const stripeWebhookSecrets = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (secrets) => secrets.every((one) => /^whsec_\w{6,}$/.test(one)),
    'must be the signing secret of the webhook endpoint (whsec_…), or several with commas between',
  );

/**
 * Rules between a key and where it is used, as lines for the boot. A test key in production gives
 * credits away for test cards; a live one elsewhere takes real money into a database for trying out.
 */
export function modeRules(
  variable: string,
  given: { readonly kind: string; readonly production: boolean },
): readonly [boolean, string][] {
  const { kind, production } = given;
  return [
    [
      production && kind === 'test',
      `${variable} is a test key: with NODE_ENV=production whoever pays with a test card would get credits for nothing`,
    ],
    [
      !production && kind === 'live',
      `${variable} is a live key: real money is taken with NODE_ENV=production only`,
    ],
  ];
}

import { readFileSync } from 'node:fs';
import type { Description } from '../common/description.js';
import type { StripeResource } from './operations.js';

/** What the stand-in reads instead of documents of four megabytes and a compiler. */
export interface StripeReference {
  /** Of API 2023-08-16, as Stripe published it: only our operations. */
  readonly description: Description;
  /** Of the installed SDK's types, by operation. */
  readonly params: Readonly<Record<string, object>>;
  /** Stripe's own examples, of August 2026. */
  readonly fixtures: Readonly<Record<string, object>>;
}

/** The committed file; a test of the long runs makes it anew and compares. */
export const referenceFile = new URL('../../generated/stripe.json', import.meta.url);

let read: StripeReference | undefined;

/** The committed reference, read once. */
export function stripeReference(): StripeReference {
  read ??= JSON.parse(readFileSync(referenceFile, 'utf8')) as StripeReference;
  return read;
}

/** A copy of Stripe's own example of a resource, to be filled in. */
export function exampleOf(resource: StripeResource): Record<string, unknown> {
  return structuredClone(stripeReference().fixtures[resource]) as Record<string, unknown>;
}

import { readFileSync } from 'node:fs';
import {
  type Description,
  loadDescription,
  type Operation,
  reduceDescription,
} from '../common/description.js';

/** The operations that the stand-in answers. */
const operations = [
  'POST /transaction/initialize',
  'GET /transaction/verify/{reference}',
  'GET /transaction/{id}',
  'GET /transaction',
  'POST /transaction/charge_authorization',
  'POST /customer/authorization/deactivate',
  'POST /refund',
  'GET /refund',
  'GET /refund/{id}',
  'GET /dispute',
  'GET /dispute/{id}',
  'POST /transferrecipient',
  'POST /transfer',
  'POST /transfer/finalize_transfer',
  'GET /transfer/verify/{reference}',
  'GET /balance',
  'GET /bank',
  'GET /bank/resolve',
];

const data = (name: string) => new URL(`../../data/paystack/${name}.json`, import.meta.url);
/** What only the pages of Paystack's reference say, not its OpenAPI document. */
const refundFilter = { name: 'transaction', in: 'query', schema: { type: 'string' } } as const;

/** Without forms: JSON is what is sent here, and its types are checked as they were sent. */
function adapted(name: string, { parameters = [], requestBody }: Operation): Operation {
  const json = requestBody?.content['application/json'];
  return {
    parameters: name === 'GET /refund' ? [...parameters, refundFilter] : parameters,
    ...(json === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': json } } }),
  };
}

/**
 * The part of Paystack's OpenAPI document that the stand-in needs, with one thing added that only
 * its reference has: refunds can be listed by transaction.
 */
export function reducePaystackDescription(path: string | URL): Description {
  const reduced = reduceDescription(loadDescription(path), operations);
  const paths = Object.entries(reduced.paths).map(([address, methods]) => {
    const entries = Object.entries(methods).map(([method, operation]) => [
      method,
      adapted(`${method.toUpperCase()} ${address}`, operation),
    ]);
    return [address, Object.fromEntries(entries)];
  });
  return { ...reduced, paths: Object.fromEntries(paths) };
}

/** The same, from beside the stand-in. */
export function paystackDescription(): Description {
  return JSON.parse(readFileSync(data('openapi'), 'utf8')) as Description;
}

/** Paystack's example of each webhook that it sends, by the name of its file. */
export function paystackExampleEvents(): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(data('events'), 'utf8'));
}

/** Paystack's examples of answers: by operation, then by status, `{ description, data }`. */
export function paystackExampleReplies(): Readonly<
  Record<string, Readonly<Record<string, { readonly data: unknown }>>>
> {
  return JSON.parse(readFileSync(data('responses'), 'utf8'));
}

import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'qs';
import { createRequestChecker, problemsOf, type RequestCheck } from '../common/check.js';
import type { WireRequest } from '../common/frame.js';
import { invalid, StripeProblem } from './error.js';
import type { StripeOperation } from './operations.js';
import { stripeReference } from './reference.js';

/** A request that passed every check, as Stripe reads it: all values are text. */
export interface StripeRequest {
  readonly operation: StripeOperation;
  readonly params: Readonly<Record<string, string>>;
  /** The query of a GET, the form of a POST. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const apiVersion = '2026-10-28.endive';
const isWhole = /^-?\d+$/;

/** Everything below a name with `amount` in it is a whole number of minor units: no point, no sign of a float. */
function amountProblems(fields: unknown, path = ''): string[] {
  if (fields === null || typeof fields !== 'object') {
    return [];
  }
  return Object.entries(fields).flatMap(([name, value]) => {
    const place = `${path}/${name}`;
    if (typeof value === 'string') {
      return name.includes('amount') && !isWhole.test(value)
        ? [`${place} must be a whole number, not ${value}`]
        : [];
    }
    return amountProblems(value, place);
  });
}

/** Stripe's limits of metadata: 50 keys of 40 characters, values of 500. */
function metadataProblems(fields: unknown): string[] {
  if (fields === null || typeof fields !== 'object') {
    return [];
  }
  return Object.entries(fields).flatMap(([name, value]) => {
    if (name !== 'metadata') {
      return metadataProblems(value);
    }
    const entries = Object.entries(value as Record<string, string>);
    const isTooMuch =
      entries.length > 50 || entries.some(([key, text]) => key.length > 40 || text.length > 500);
    return isTooMuch ? ['metadata is over its limits'] : [];
  });
}

function readFields(request: WireRequest): Record<string, unknown> {
  const text = request.method === 'GET' ? request.query : request.raw.toString('utf8');
  return parse(text, { depth: 20, arrayLimit: 1000 }) as Record<string, unknown>;
}

function headerProblems({ method, headers }: WireRequest): string[] {
  const key = headers['idempotency-key'];
  const type = headers['content-type'];
  const isPost = method === 'POST';
  const rules: readonly (readonly [boolean, string])[] = [
    [headers['stripe-version'] === apiVersion, `stripe-version must be ${apiVersion}`],
    [!isPost || type === 'application/x-www-form-urlencoded', 'a POST must be a form'],
    [!isPost || typeof key === 'string', 'a POST must have an idempotency-key'],
    [
      !isPost || !String(key).startsWith('stripe-node-retry-'),
      'the idempotency-key must be ours: the one of the SDK does not survive a crash',
    ],
    [!isPost || String(key).length <= 255, 'the idempotency-key is too long'],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}

/** Compiled once for all stand-ins of a process, each operation at its first use. */
let layers: ReturnType<typeof makeLayers> | undefined;

function makeLayers() {
  const { description, params } = stripeReference();
  // Fields that came after the description are known to the SDK, which closes its lists itself.
  const check = createRequestChecker(description, { seals: () => false });
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: false,
    coerceTypes: true,
  });
  const compiled = new Map<string, ValidateFunction>();

  function sdkProblems({ operation }: RequestCheck, fields: unknown): string[] {
    const schema = params[operation];
    if (schema === undefined) {
      return [`the SDK has no ${operation}`];
    }
    const validate = compiled.get(operation) ?? ajv.compile(schema);
    compiled.set(operation, validate);
    return problemsOf(validate, structuredClone(fields), 'sdk');
  }

  return { check, sdkProblems };
}

/**
 * Makes the check of every request, in layers, because each misses something: Stripe's published
 * description (routes, required fields, types; of 2023), the types of the installed SDK (what came
 * and went since, and nothing that is unknown), and rules that neither can say. Throws
 * `StripeProblem` 401, 404 or 400 with everything that is wrong.
 */
export function createStripeValidator(secretKey: string): (request: WireRequest) => StripeRequest {
  layers ??= makeLayers();
  const { check, sdkProblems } = layers;
  return (request) => {
    if (request.headers.authorization !== `Bearer ${secretKey}`) {
      throw new StripeProblem(401, {
        type: 'invalid_request_error',
        message: 'Invalid API Key provided',
      });
    }
    const fields = readFields(request);
    const { method, path } = request;
    const isPost = method === 'POST';
    const found = check({
      ...{ method, path },
      query: isPost ? (parse(request.query) as Record<string, unknown>) : fields,
      body: isPost ? fields : undefined,
    });
    if (found === undefined) {
      throw new StripeProblem(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${method}: ${path})`,
      });
    }
    const problems = [
      ...headerProblems(request),
      ...found.problems,
      ...sdkProblems(found, fields),
      ...amountProblems(fields),
      ...metadataProblems(fields),
    ];
    if (problems.length > 0) {
      throw invalid(problems.join('; '), { code: 'parameter_invalid' });
    }
    return { operation: found.operation as StripeOperation, params: found.params, fields };
  };
}

import type { BodyInput, QueryInput, ReplyOf, RouteContract } from '@telex-credits/contracts';
import type { z } from 'zod';
import { currentOrganisation } from './organisation.js';
import { noAnswer, readProblem } from './problem.js';

/** A part of the input: optional where the contract asks for nothing in it. */
type Part<Name extends string, T> = undefined extends T
  ? { readonly [K in Name]?: T }
  : Record<never, never> extends T
    ? { readonly [K in Name]?: T }
    : { readonly [K in Name]: T };

/** What a call of a contract takes. */
export type CallInput<C extends RouteContract> = Part<'params', z.input<C['params']>> &
  Part<'query', QueryInput<C>> &
  Part<'body', BodyInput<C>> & {
    /** Required by contracts that move money; see `attempts.ts` for where it comes from. */
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  };

interface LooseInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/**
 * Calls a route of the API by its contract and answers its reply.
 * Throws `ApiProblem` for every refusal, and with code `no_answer` when the server was not reached.
 */
export async function call<C extends RouteContract>(
  contract: C,
  input: CallInput<C>,
): Promise<ReplyOf<C>> {
  const response = await send(contract, input as LooseInput, 'application/json');
  return (contract.status === 204 ? undefined : await response.json()) as ReplyOf<C>;
}

/** The CSV form of a list that has one, as text. Throws `ApiProblem`. */
export async function callForCsv<C extends RouteContract>(
  contract: C,
  input: CallInput<C>,
): Promise<Blob> {
  const response = await send(contract, input as LooseInput, 'text/csv');
  return response.blob();
}

/** The document that a route answers, as a PDF. Throws `ApiProblem`. */
export async function callForPdf<C extends RouteContract>(
  contract: C,
  input: CallInput<C>,
): Promise<Blob> {
  const response = await send(contract, input as LooseInput, 'application/pdf');
  return response.blob();
}

/** The address of a call: path parameters filled in, query without what is undefined. */
function addressOf(contract: RouteContract, input: LooseInput): string {
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = input.params?.[name];
    if (value === undefined) {
      throw new TypeError(`${contract.operationId} needs the parameter ${name}`);
    }
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Headers that say for whom a call is made. */
export function organisationHeaders(): Record<string, string> {
  const organisationId = currentOrganisation();
  return organisationId === null ? {} : { 'X-Organisation-Id': organisationId };
}

async function send(contract: RouteContract, input: LooseInput, accept: string): Promise<Response> {
  if (contract.idempotent && input.idempotencyKey === undefined) {
    throw new TypeError(`${contract.operationId} moves money and needs an idempotency key`);
  }
  const headers: Record<string, string> = {
    Accept: accept,
    ...(contract.access.kind === 'organisation' ? organisationHeaders() : {}),
    ...(input.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(input.idempotencyKey === undefined ? {} : { 'Idempotency-Key': input.idempotencyKey }),
  };
  const response = await fetch(addressOf(contract, input), {
    method: contract.method.toUpperCase(),
    headers,
    credentials: 'same-origin',
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  }).catch((error: unknown) => {
    throw error instanceof DOMException && error.name === 'AbortError' ? error : noAnswer();
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
  return response;
}

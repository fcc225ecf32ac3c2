import type { RouteContract } from '@telex-credits/contracts';
import type { Express, Request, RequestHandler, Response } from 'express';
import { AppError } from '../foundation/app-error.js';
import type { Authenticator } from '../foundation/ports.js';
import { admit } from './access.js';
import type { BoundRoute, Call } from './bind.js';
import { readJson } from './body.js';
import { csvPageRows, type ListPage, sendCsv } from './csv-reply.js';
import { once, requireKey } from './idempotency.js';
import type { IdempotencyRecords, StoredAnswer } from './idempotency-records.js';
import type { Principal } from './principal.js';
import { problemType } from './problem.js';
import type { RateLimiter } from './rate-limit.js';
import { type CheckedInput, validate } from './validate.js';

/** What every route's way in and out needs. */
export interface RouteDeps {
  readonly authenticator: Authenticator;
  readonly idempotency: IdempotencyRecords;
  readonly newId: (prefix: string) => string;
  readonly limits: { readonly principal: RateLimiter; readonly address: RateLimiter };
  /** Check replies against the contract: everywhere but in production. */
  readonly checkReplies: boolean;
}

/** Registers routes, more exact paths first, and 405 for the other methods of their paths. */
export function registerRoutes(app: Express, routes: readonly BoundRoute[], deps: RouteDeps): void {
  const sorted = [...routes].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  for (const route of sorted) {
    app[route.contract.method](expressPath(route.contract), answer(route, deps));
  }
  for (const path of new Set(sorted.map((route) => expressPath(route.contract)))) {
    const there = sorted.filter((route) => expressPath(route.contract) === path);
    app.all(path, refuseMethod(there.map((route) => route.contract.method.toUpperCase())));
  }
}

/** `{` sorts after every letter, so `/purchases/export` comes before `/purchases/{id}`. */
function sortKey(route: BoundRoute): string {
  return route.contract.path;
}

function expressPath(contract: RouteContract): string {
  return contract.path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function refuseMethod(methods: readonly string[]): RequestHandler {
  const allow = methods.includes('GET') ? [...methods, 'HEAD'] : [...methods];
  return (req) => {
    throw new AppError(
      405,
      'method_not_allowed',
      `${req.method} is not possible here; ${allow.join(', ')} is.`,
      { allowed: allow },
      { headers: { Allow: allow.join(', ') } },
    );
  };
}

/** The way of every request: who, may they, is it well-formed, was it done before, do it. */
function answer({ contract, handle }: BoundRoute, deps: RouteDeps): RequestHandler {
  return async (req, res) => {
    res.set('Cache-Control', 'no-store');
    const caller = admit(contract.access, await identify(contract, req, res, deps));
    const raw = { params: req.params, query: req.query, body: await readJson(req, res) };
    const input = validate(contract, raw);
    const call = callOf(caller, input, {
      ...{ requestId: String(req.id), newId: deps.newId },
      address: addressOf(req),
    });
    if (handle.kind === 'raw') {
      await handle.handler(call, req, res);
      return;
    }
    const work = async (asked: Call<RouteContract>): Promise<unknown> => {
      const reply: unknown = await handle.handler(asked);
      return deps.checkReplies ? checked(contract, reply) : reply;
    };
    if (contract.idempotent) {
      await answerOnce(contract, { req, res, deps, caller, raw, call, work });
    } else if (contract.csv && req.accepts(['application/json', 'text/csv']) === 'text/csv') {
      await sendCsv(res, contract, (cursor) => work(pageCall(call, cursor)) as Promise<ListPage>);
    } else {
      const reply = await work(call);
      send(res, { status: contract.status, body: reply, problem: false });
    }
  };
}

async function identify(
  contract: RouteContract,
  req: Request,
  res: Response,
  deps: RouteDeps,
): Promise<Principal | null> {
  const address = addressOf(req);
  const organisationId = contract.path.startsWith('/api/v1/organisations/{id}')
    ? req.params.id
    : undefined;
  let principal: Principal | null = null;
  try {
    principal = await deps.authenticator.authenticate({
      method: req.method,
      headers: req.headers,
      ...(typeof organisationId === 'string' ? { organisationId } : {}),
    });
  } catch (error) {
    // Guesses of keys and tokens count against the address they come from.
    await deps.limits.address.take(address, res);
    throw error;
  }
  await (principal === null
    ? deps.limits.address.take(address, res)
    : deps.limits.principal.take(rateKey(principal), res));
  return principal;
}

function addressOf(req: Request): string {
  return req.socket.remoteAddress ?? 'unknown';
}

function rateKey(principal: Principal): string {
  return principal.kind === 'key' ? principal.keyId : principal.personId;
}

function callOf(
  caller: Principal | null,
  input: CheckedInput,
  {
    newId,
    ...from
  }: {
    readonly requestId: string;
    readonly address: string;
    readonly newId: (prefix: string) => string;
  },
): Call<RouteContract> {
  // `admit` made sure that the caller is what the contract's access promises to its handler.
  return {
    ...{ ...input, ...from, caller: caller as Principal },
    idempotencyKey: null,
    stableId: newId,
  };
}

/** Another page of the same list, in the largest pages there are. */
function pageCall(call: Call<RouteContract>, cursor: string | null): Call<RouteContract> {
  const query = { ...(call.query as Record<string, unknown>), limit: csvPageRows };
  return { ...call, query: cursor === null ? query : { ...query, cursor } };
}

interface OnceInput {
  readonly req: Request;
  readonly res: Response;
  readonly deps: RouteDeps;
  readonly caller: Principal | null;
  readonly raw: CheckedInput;
  readonly call: Call<RouteContract>;
  readonly work: (call: Call<RouteContract>) => Promise<unknown>;
}

async function answerOnce(contract: RouteContract, input: OnceInput): Promise<void> {
  const { req, res, deps, caller, raw, call, work } = input;
  if (caller === null) {
    throw new Error(`${contract.operationId}: an idempotent route cannot be public`);
  }
  const idempotencyKey = requireKey(req.headers['idempotency-key']);
  const { organisationId } = caller;
  const { operationId } = contract;
  const request = { organisationId, operationId, key: idempotencyKey, ...raw };
  const { answer: given, replayed } = await once(deps.idempotency, request, async (stableId) => {
    const body = await work({ ...call, idempotencyKey, stableId });
    return { status: contract.status, body: JSON.parse(JSON.stringify(body ?? null)) };
  });
  if (replayed) {
    res.set('Idempotent-Replayed', 'true');
  }
  send(res, given);
}

function send(
  res: Response,
  { status, body, problem }: Omit<StoredAnswer, 'body'> & { readonly body: unknown },
): void {
  res.status(status);
  if (status === 204) {
    res.end();
  } else if (problem) {
    const requestId = String(res.req.id);
    res.type(problemType).send(JSON.stringify({ ...(body as object), requestId }));
  } else {
    res.type('application/json').send(JSON.stringify(body));
  }
}

function checked(contract: RouteContract, reply: unknown): unknown {
  const outcome = contract.reply.safeParse(reply);
  if (!outcome.success) {
    const why = JSON.stringify(outcome.error.issues.slice(0, 5));
    throw new Error(`${contract.operationId} answered against its contract: ${why}`);
  }
  return reply;
}

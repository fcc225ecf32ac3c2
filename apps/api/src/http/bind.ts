import type { BodyOf, ParamsOf, QueryOf, ReplyOf, RouteContract } from '@telex-credits/contracts';
import type { Request, Response } from 'express';
import type { Person, Principal } from './principal.js';

/** Who a route's handler can count on, by the contract's `access`. */
export type CallerOf<C extends RouteContract> = C['access'] extends { kind: 'public' }
  ? Principal | null
  : C['access'] extends { kind: 'person' | 'platform' }
    ? Person
    : Principal;

/** A checked request: who, what, and nothing that the contract does not name. */
export interface Call<C extends RouteContract> {
  readonly caller: CallerOf<C>;
  readonly params: ParamsOf<C>;
  readonly query: QueryOf<C>;
  readonly body: BodyOf<C>;
  readonly requestId: string;
  /** The network address that the request came from. */
  readonly address: string;
  /** Present where the contract is idempotent. Derive ids of money-moving work from it. */
  readonly idempotencyKey: string | null;
  /**
   * An id (`pur_…`) for what this call makes. On an idempotent route it follows from organisation,
   * operation, key and prefix, with the time of the key's first use: the same again whenever the
   * call is repeated, so that work which a crash cut short is done once. Elsewhere it is fresh.
   */
  readonly stableId: (prefix: string) => string;
}

/** Answers a call with the contract's reply, or throws `AppError`. */
export type Handler<C extends RouteContract> = (call: Call<C>) => Promise<ReplyOf<C>>;

/** Answers a call by writing the reply itself: streams and files. */
export type RawHandler<C extends RouteContract> = (
  call: Call<C>,
  req: Request,
  res: Response,
) => Promise<void>;

/** A contract with what answers it. */
export interface BoundRoute {
  readonly contract: RouteContract;
  readonly handle:
    | { readonly kind: 'json'; readonly handler: Handler<RouteContract> }
    | { readonly kind: 'raw'; readonly handler: RawHandler<RouteContract> };
}

/** Ties a contract to the function that answers it. */
export function bind<C extends RouteContract>(contract: C, handler: Handler<C>): BoundRoute {
  return {
    contract,
    handle: { kind: 'json', handler: handler as unknown as Handler<RouteContract> },
  };
}

/** Ties a contract to a function that writes the reply itself. */
export function bindRaw<C extends RouteContract>(contract: C, handler: RawHandler<C>): BoundRoute {
  return {
    contract,
    handle: { kind: 'raw', handler: handler as unknown as RawHandler<RouteContract> },
  };
}

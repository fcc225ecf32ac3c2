import type { z } from 'zod';
import type { PlatformRole, Role, Scope } from './access.js';

/** Who may call a route; everything not allowed here is refused. */
export type Access =
  | { readonly kind: 'public' }
  /** Any signed-in person, whatever the organisation. */
  | { readonly kind: 'person' }
  /** A member of the organisation with one of the roles, or a key of it with one of the scopes. */
  | {
      readonly kind: 'organisation';
      readonly roles: readonly Role[];
      readonly scopes: readonly Scope[];
    }
  /** A person with one of the platform roles; keys of platform admins with scope `admin`. */
  | { readonly kind: 'platform'; readonly roles: readonly PlatformRole[] };

/** The one description of a route: server, OpenAPI document, dashboard and SDK are made from it. */
export interface RouteContract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  Allowed extends Access = Access,
> {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Under the server's root, parameters in braces: `/api/v1/purchases/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: Allowed;
  readonly params: Params;
  readonly query: Query;
  /** `z.undefined()` for routes without a body. */
  readonly body: Body;
  readonly status: 200 | 201 | 202 | 204;
  readonly reply: Reply;
  /** Moves money: `Idempotency-Key` is required and the first answer is kept. */
  readonly idempotent: boolean;
  /** Also answers `Accept: text/csv` with the list's rows. */
  readonly csv: boolean;
  /** What a route answers that is no JSON. */
  readonly produces: 'application/json' | 'text/event-stream' | 'application/pdf';
}

type Parts = Partial<Pick<RouteContract, 'idempotent' | 'csv' | 'produces'>> &
  Pick<RouteContract, 'operationId' | 'method' | 'path' | 'summary' | 'tag' | 'status'>;

/** Declares a route; what is left out is empty. */
export function route<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
  const Allowed extends Access,
>(
  parts: Parts & { access: Allowed; params: Params; query: Query; body: Body; reply: Reply },
): RouteContract<Params, Query, Body, Reply, Allowed> {
  return { idempotent: false, csv: false, produces: 'application/json', ...parts };
}

/** Types of a route, as the server sees its input and as a client sends and reads it. */
export type ParamsOf<C extends RouteContract> = z.output<C['params']>;
export type QueryOf<C extends RouteContract> = z.output<C['query']>;
export type QueryInput<C extends RouteContract> = z.input<C['query']>;
export type BodyOf<C extends RouteContract> = z.output<C['body']>;
export type BodyInput<C extends RouteContract> = z.input<C['body']>;
export type ReplyOf<C extends RouteContract> = z.input<C['reply']>;

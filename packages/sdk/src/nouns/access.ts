import type { BodyOf, Caller, QueryOf } from '../call.js';
import type { RequestOptions } from '../options.js';
import { listOperation } from './list-operation.js';

/** API keys. Only people manage them, so these need a `token`. */
export function keysOf(caller: Caller) {
  const { call } = caller;
  return {
    /** Its `secret` is in this answer only. Not repeated by itself: a lost answer is a lost secret. */
    create: (body: BodyOf<'createApiKey'>, options?: RequestOptions) =>
      call('createApiKey', { body }, options),
    list: (query?: QueryOf<'listApiKeys'>, options?: RequestOptions) =>
      listOperation(caller, 'listApiKeys', { query, options }),
    change: (id: string, body: BodyOf<'changeApiKey'>, options?: RequestOptions) =>
      call('changeApiKey', { params: { id }, body }, options),
    /** Ends it at once. */
    revoke: (id: string, options?: RequestOptions) =>
      call('revokeApiKey', { params: { id } }, options),
    /** A new secret; the old one goes on for the grace period. */
    rotate: (id: string, body?: BodyOf<'rotateApiKey'>, options?: RequestOptions) =>
      call('rotateApiKey', { params: { id }, body }, options),
  };
}

/** Connection URLs: one organisation, one module, the secret in the address. */
export function connectionsOf(caller: Caller) {
  return {
    /** Its `url` is in this answer only. */
    create: (body: BodyOf<'createConnection'>, options?: RequestOptions) =>
      caller.call('createConnection', { body }, options),
    list: (query?: QueryOf<'listConnections'>, options?: RequestOptions) =>
      listOperation(caller, 'listConnections', { query, options }),
    revoke: (id: string, options?: RequestOptions) =>
      caller.call('revokeConnection', { params: { id } }, options),
  };
}

/** What a customer lets the publisher of a module charge. Only people give and end them. */
export function authorisationsOf(caller: Caller) {
  return {
    /** For one module, with a cap, a period and an expiry; tell its `id` to the publisher. */
    create: (body: BodyOf<'createSpendingAuthorisation'>, options?: RequestOptions) =>
      caller.call('createSpendingAuthorisation', { body }, options),
    /** What the own organisation has given, newest first. */
    list: (query?: QueryOf<'listSpendingAuthorisations'>, options?: RequestOptions) =>
      listOperation(caller, 'listSpendingAuthorisations', { query, options }),
    /** At once: no new charge or hold goes through. */
    end: (id: string, options?: RequestOptions) =>
      caller.call('endSpendingAuthorisation', { params: { id } }, options),
    /** What customers have given to a module of the own organisation, newest first. */
    ofModule: (
      moduleId: string,
      query?: QueryOf<'listModuleAuthorisations'>,
      options?: RequestOptions,
    ) => {
      const params = { id: moduleId };
      return listOperation(caller, 'listModuleAuthorisations', { params, query, options });
    },
  };
}

import { type A2aRequest, RpcError, rpcCodes } from './envelope.js';
import {
  decode,
  field,
  isObject,
  type JsonSpan,
  type Splice,
  splice,
  textOf,
} from './json-spans.js';

/** Where a caller wants pushes, as its configuration says. */
export interface PushTarget {
  readonly url: string;
  readonly token: string | null;
  /** `Authorization: <scheme> <credentials>`, where the caller gave credentials. */
  readonly scheme: string | null;
  readonly credentials: string | null;
  readonly configId: string | null;
  /** The configuration itself, for the methods that show it. */
  readonly config: unknown;
}

/** The gateway's own callback that takes its place. */
export interface Callback {
  readonly url: string;
  readonly token: string;
}

const configNames = ['pushNotificationConfig', 'pushNotification', 'taskPushNotificationConfig'];

/** A configuration, or the one that it wraps. */
function unwrapped(config: JsonSpan): JsonSpan {
  return field(config, 'pushNotificationConfig') ?? field(config, 'config') ?? config;
}

function withUrl(config: JsonSpan | undefined): JsonSpan[] {
  if (config === undefined || !isObject(config)) {
    return [];
  }
  const inner = unwrapped(config);
  return textOf(field(inner, 'url')) === undefined ? [] : [inner];
}

/** Every push configuration of `message/send`, by all the names it goes by. */
export function sendConfigs(request: A2aRequest): JsonSpan[] {
  const places = [field(request.params, 'configuration'), request.params];
  return places.flatMap((place) => configNames.flatMap((name) => withUrl(field(place, name))));
}

/** The configuration that a push method sets: wrapped in 0.3, flat in 1.0. */
export function setConfigs(request: A2aRequest): JsonSpan[] {
  return withUrl(request.params);
}

/** Reads a configuration. */
export function targetOf(config: JsonSpan): PushTarget {
  const authentication = field(config, 'authentication');
  const schemes = field(authentication, 'schemes');
  const listed: unknown = schemes === undefined ? undefined : decode(schemes);
  const first = Array.isArray(listed) && typeof listed[0] === 'string' ? listed[0] : undefined;
  return {
    url: textOf(field(config, 'url')) ?? '',
    token: textOf(field(config, 'token')) ?? null,
    scheme: textOf(field(authentication, 'scheme')) ?? first ?? null,
    credentials: textOf(field(authentication, 'credentials')) ?? null,
    configId: textOf(field(config, 'id')) ?? null,
    config: decode(config),
  };
}

function splicesOf(config: JsonSpan, callback: Callback): Splice[] {
  const url = field(config, 'url');
  const token = field(config, 'token');
  const credentials = field(field(config, 'authentication'), 'credentials');
  const put = (span: JsonSpan | undefined, value: string): Splice[] =>
    span === undefined
      ? []
      : [{ start: span.start, end: span.end, replacement: JSON.stringify(value) }];
  const inside = config.start + 1;
  const added = {
    start: inside,
    end: inside,
    replacement: `"token":${JSON.stringify(callback.token)},`,
  };
  return [
    ...put(url, callback.url),
    ...(token === undefined ? [added] : put(token, callback.token)),
    ...put(credentials, callback.token),
  ];
}

/**
 * The request with the callback in place of the caller's own address and secrets. Every other byte
 * stays as it was: nothing is parsed and written again. Throws `RpcError` where two configurations
 * name different addresses, because only one can be forwarded to.
 */
export function withCallback(
  request: A2aRequest,
  configs: readonly JsonSpan[],
  callback: Callback,
): Buffer {
  const urls = new Set(configs.map((config) => textOf(field(config, 'url'))));
  if (urls.size > 1) {
    throw new RpcError(
      rpcCodes.invalidParams,
      'The request has two push configurations with different addresses.',
      request.rpcId,
    );
  }
  return Buffer.from(
    splice(
      request.text,
      configs.flatMap((config) => splicesOf(config, callback)),
    ),
  );
}

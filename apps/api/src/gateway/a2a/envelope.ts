import type { Asked } from '../metering/call-facts.js';
import { utf8 } from '../wire/read-body.js';
import {
  AmbiguousJson,
  decode,
  field,
  isArray,
  isObject,
  items,
  type JsonSpan,
  parseSpan,
  textOf,
} from './json-spans.js';

/** What a method does, whichever version of the protocol names it. */
export type MethodKind =
  | 'send'
  | 'stream'
  | 'subscribe'
  | 'get'
  | 'cancel'
  | 'list'
  | 'push-set'
  | 'push-get'
  | 'push-list'
  | 'push-delete'
  | 'card';
export type Protocol = '0.3' | '1.0';

const methods: ReadonlyMap<string, readonly [MethodKind, Protocol]> = new Map([
  ['message/send', ['send', '0.3']],
  ['message/stream', ['stream', '0.3']],
  ['tasks/resubscribe', ['subscribe', '0.3']],
  ['tasks/get', ['get', '0.3']],
  ['tasks/cancel', ['cancel', '0.3']],
  ['tasks/list', ['list', '0.3']],
  ['tasks/pushNotificationConfig/set', ['push-set', '0.3']],
  ['tasks/pushNotificationConfig/get', ['push-get', '0.3']],
  ['tasks/pushNotificationConfig/list', ['push-list', '0.3']],
  ['tasks/pushNotificationConfig/delete', ['push-delete', '0.3']],
  ['agent/getAuthenticatedExtendedCard', ['card', '0.3']],
  ['SendMessage', ['send', '1.0']],
  ['SendStreamingMessage', ['stream', '1.0']],
  ['SubscribeToTask', ['subscribe', '1.0']],
  ['GetTask', ['get', '1.0']],
  ['CancelTask', ['cancel', '1.0']],
  ['ListTasks', ['list', '1.0']],
  ['CreateTaskPushNotificationConfig', ['push-set', '1.0']],
  ['SetTaskPushNotificationConfig', ['push-set', '1.0']],
  ['GetTaskPushNotificationConfig', ['push-get', '1.0']],
  ['ListTaskPushNotificationConfigs', ['push-list', '1.0']],
  ['ListTaskPushNotificationConfig', ['push-list', '1.0']],
  ['DeleteTaskPushNotificationConfig', ['push-delete', '1.0']],
  ['GetExtendedAgentCard', ['card', '1.0']],
]);

/** A JSON-RPC request, read by position: its bytes are forwarded, not rebuilt. */
export interface A2aRequest {
  readonly text: string;
  /** As spelt. */
  readonly rpcId: string;
  readonly method: MethodKind;
  readonly protocol: Protocol;
  readonly params: JsonSpan | undefined;
}

/** A fault of the request that JSON-RPC has a code for. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  constructor(
    readonly code: number,
    message: string,
    readonly rpcId: string,
  ) {
    super(message);
  }
}

export const rpcCodes = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  taskNotFound: -32001,
  noExtendedCard: -32007,
  versionNotSupported: -32009,
} as const;

function rootOf(body: Buffer): JsonSpan {
  const text = utf8(body);
  try {
    return parseSpan(text ?? '');
  } catch {
    throw new RpcError(rpcCodes.parse, 'The body is not valid JSON.', 'null');
  }
}

function idOf(root: JsonSpan): string {
  const id = field(root, 'id');
  const value = id === undefined ? undefined : decode(id);
  if (id === undefined || (typeof value !== 'string' && typeof value !== 'number')) {
    throw new RpcError(
      rpcCodes.invalidRequest,
      'The request needs an id (a string or a number): notifications are not forwarded.',
      'null',
    );
  }
  return id.text.slice(id.start, id.end);
}

/** A repeated field, found anywhere while the request is read, is the request's fault. */
function ambiguous(error: unknown, rpcId: string): unknown {
  return error instanceof AmbiguousJson
    ? new RpcError(rpcCodes.invalidRequest, `In the request, ${error.message}.`, rpcId)
    : error;
}

/** Runs what reads a request's fields; a repeated one becomes an `RpcError`. */
export async function readingFields<T>(rpcId: string, read: () => Promise<T> | T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw ambiguous(error, rpcId);
  }
}

/** The request's id as spelt, or `null`; never throws. */
export function rpcIdOf(body: Buffer): string {
  try {
    return idOf(rootOf(body));
  } catch {
    return 'null';
  }
}

/** Throws `RpcError`. */
export function readRequest(body: Buffer): A2aRequest {
  const root = rootOf(body);
  if (isArray(root)) {
    throw new RpcError(
      rpcCodes.invalidRequest,
      'Batches are not supported: send one request at a time.',
      'null',
    );
  }
  if (!isObject(root)) {
    throw new RpcError(rpcCodes.invalidRequest, 'The body is not a JSON-RPC request.', 'null');
  }
  let rpcId = 'null';
  try {
    rpcId = idOf(root);
    const name = textOf(field(root, 'method')) ?? '';
    const known = methods.get(name);
    if (known === undefined) {
      const detail = `The method "${name.slice(0, 80)}" is not available through this gateway.`;
      throw new RpcError(rpcCodes.methodNotFound, detail, rpcId);
    }
    const params = field(root, 'params');
    if (params !== undefined && !isObject(params)) {
      throw new RpcError(rpcCodes.invalidParams, 'params must be an object.', rpcId);
    }
    return { text: root.text, rpcId, method: known[0], protocol: known[1], params };
  } catch (error) {
    throw ambiguous(error, rpcId);
  }
}

/** Ids of tasks and of a context that a message refers to. */
export interface MessageRefs {
  readonly taskIds: readonly string[];
  readonly contextId: string | undefined;
}

/** Everything in `message/send` that could reach somebody's task. */
export function messageRefs(request: A2aRequest): MessageRefs {
  const message = field(request.params, 'message');
  const taskId = textOf(field(message, 'taskId'));
  const references = items(field(message, 'referenceTaskIds')).map(textOf);
  return {
    taskIds: [taskId, ...references].filter((id) => id !== undefined),
    contextId: textOf(field(message, 'contextId')),
  };
}

/** The id of the task that a message continues. */
export function continuedTask(request: A2aRequest): string | undefined {
  return textOf(field(field(request.params, 'message'), 'taskId'));
}

const longest = 100;

/** Who asked, as the message's metadata says: shown on the receipt, never trusted. */
export function askedBy(request: A2aRequest): Asked | null {
  const metadata = field(field(request.params, 'message'), 'metadata');
  const named = (name: string) => textOf(field(metadata, name))?.slice(0, longest) ?? null;
  const asked = {
    telexUserId: named('telex_user_id'),
    telexChannelId: named('telex_channel_id'),
    telexOrganisationId: named('org_id'),
  };
  return Object.values(asked).every((value) => value === null) ? null : asked;
}

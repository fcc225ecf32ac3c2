import { randomBytes } from 'node:crypto';
import { createRequestChecker } from '../common/check.js';
import { type Frame, openFrame, type WireReply, type WireRequest } from '../common/frame.js';
import { telexDescription } from './description.js';
import { createControls, emptyState, roleKey, type TelexState, type TelexUser } from './state.js';

/** Telex's account API and the webhooks of its channels, on loopback. */
export interface TelexStandIn
  extends ReturnType<typeof createControls>,
    Pick<Frame, 'requests' | 'faults' | 'close'> {
  /** What `TELEX_API_BASE` has to be. */
  readonly apiBase: string;
  /** The address of a channel's incoming webhook. */
  readonly webhookUrl: (channel: { readonly webhookId: string }) => string;
  /** What was wrong with requests. A test wants it empty. */
  readonly violations: readonly string[];
}

interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
  /** Whose token was sent; nobody where it is missing or no longer good. */
  readonly user: TelexUser | undefined;
  readonly token: string;
  readonly origin: string;
}

const apiPath = '/api/v1';
const channelDoor = 'POST /v1/webhooks/{webhook_id}';

const yes = (message: string, data?: unknown): WireReply => ({
  status: 200,
  body: { status: 'success', status_code: 200, message, ...(data === undefined ? {} : { data }) },
});

const no = (status: number, message: string): WireReply => ({
  status,
  body: { status: 'error', status_code: status, message },
});

const unauthorised = no(401, 'Token is invalid!');

function login(state: TelexState, { body }: Asked): WireReply {
  const user = state.users.find(({ email }) => email === body.email);
  if (user === undefined || user.password !== body.password) {
    return no(401, 'invalid email or password');
  }
  const access_token = `tlx_${randomBytes(24).toString('base64url')}`;
  state.tokens.set(access_token, user.id);
  const { id, email, first_name, last_name } = user;
  return yes('Login successful', { user: { id, email, first_name, last_name }, access_token });
}

function organisationsOf(state: TelexState, user: TelexUser): WireReply {
  const own = state.organisations.filter(({ id }) => state.roles.has(roleKey(user.id, id)));
  const shown = own.map((one) => ({ ...one, email: '', country: 'NG', logo_url: '' }));
  return yes('Organisations retrieved successfully', shown);
}

function roleOf(state: TelexState, user: TelexUser, { params }: Asked): WireReply {
  const { user_id = '', org_id = '' } = params;
  const role_name = state.roles.get(roleKey(user_id, org_id));
  if (user_id !== user.id || role_name === undefined) {
    return no(404, 'user is not in this organisation');
  }
  return yes('User role fetched successfully', { role_name, organisation_id: org_id });
}

/** Calls that need a token. */
const closed: Readonly<Record<string, (s: TelexState, u: TelexUser, asked: Asked) => WireReply>> = {
  'POST /auth/logout': (state, _user, { token }) => {
    state.tokens.delete(token);
    return yes('Logout successful');
  },
  'GET /users/organisations': organisationsOf,
  'GET /users/{user_id}/organisations/{org_id}/roles': roleOf,
  'GET /webhooks/{channel_id}': (state, _user, { params, origin }) => {
    const channel = state.channels.find(({ id }) => id === params.channel_id);
    return channel === undefined
      ? no(404, 'channel not found')
      : yes('Webhook', { webhook_url: `${origin}/v1/webhooks/${channel.webhookId}` });
  },
};

function receive(state: TelexState, { params, body }: Asked): WireReply {
  const channel = state.channels.find(({ webhookId }) => webhookId === params.webhook_id);
  if (channel === undefined) {
    return no(404, 'webhook not found');
  }
  channel.messages.push(body);
  return {
    status: 202,
    body: { status: 'success', status_code: 202, message: 'request received' },
  };
}

/** What the description cannot say about a body. */
function typeProblems({ headers, raw }: WireRequest): string[] {
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  return raw.length === 0 || isJson ? [] : ['Content-Type is not application/json'];
}

function readJson(raw: Buffer): unknown {
  try {
    return raw.length === 0 ? undefined : JSON.parse(raw.toString('utf8'));
  } catch {
    return null;
  }
}

/**
 * Starts a strict Telex: unknown fields and wrong types are refused with 422, calls without a good
 * token with 401; the webhook of a channel takes exactly the four fields that it knows.
 */
export async function startTelexStandIn(): Promise<TelexStandIn> {
  const state = emptyState();
  const violations: string[] = [];
  const check = createRequestChecker(telexDescription);
  let origin = '';

  /** The request as described, or the refusal of one that is not. */
  function read(request: WireRequest): { operation: string; asked: Asked } | WireReply {
    const { method, path, query, headers, raw } = request;
    const isApi = path.startsWith(`${apiPath}/`);
    const body = readJson(raw);
    const checked = check({
      ...{ method, path: isApi ? path.slice(apiPath.length) : path, body },
      query: Object.fromEntries(new URLSearchParams(query)),
    });
    if (checked === undefined || isApi === (checked.operation === channelDoor)) {
      violations.push(`${method} ${path} is not described`);
      return no(404, 'Not found');
    }
    const problems = [...checked.problems, ...typeProblems(request)];
    if (problems.length > 0) {
      violations.push(...problems.map((problem) => `${checked.operation}: ${problem}`));
      return no(422, problems.join('; '));
    }
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const user = state.users.find(({ id }) => id === state.tokens.get(token));
    const fields = (body ?? {}) as Record<string, string>;
    const asked = { params: checked.params, body: fields, user, token, origin };
    return { operation: checked.operation, asked };
  }

  function answer(request: WireRequest): WireReply {
    const described = read(request);
    if ('status' in described) {
      return described;
    }
    const { operation, asked } = described;
    const run = closed[operation];
    if (run === undefined) {
      return operation === channelDoor ? receive(state, asked) : login(state, asked);
    }
    return asked.user === undefined ? unauthorised : run(state, asked.user, asked);
  }

  const frame = await openFrame({
    answer,
    faultReply: (status) => no(status, 'An error occurred'),
  });
  origin = frame.url;
  const { requests, faults, close } = frame;
  return {
    ...createControls(state),
    ...{ requests, faults, close, violations, apiBase: `${origin}${apiPath}` },
    webhookUrl: ({ webhookId }) => `${origin}/v1/webhooks/${webhookId}`,
  };
}

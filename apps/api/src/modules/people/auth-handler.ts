import type {
  Request as ExpressRequest,
  Response as ExpressResponse,
  RequestHandler,
} from 'express';
import { AppError } from '../../foundation/app-error.js';
import { readJson } from '../../http/body.js';
import { createRateLimiter, type RateLimit } from '../../http/rate-limit.js';
import type { Guesses } from './guesses.js';
import { type Identity, remoteAddressHeader } from './identity.js';
import type { Sessions } from './sessions.js';

/** The doors of better-auth that are open; everything else under `/api/auth` is not there. */
const doors = new Set([
  'POST sign-up/email',
  'POST sign-in/email',
  'POST sign-in/telex',
  'POST sign-out',
  'GET get-session',
  'GET verify-email',
  'POST send-verification-email',
  'POST request-password-reset',
  'POST reset-password',
  'POST change-password',
  'GET list-sessions',
  'POST revoke-session',
  'POST revoke-sessions',
  'POST revoke-other-sessions',
]);

/** These begin a session or only look; every other door may end one. */
const keepsSessions = new Set([
  'sign-up/email',
  'sign-in/email',
  'sign-in/telex',
  'get-session',
  'list-sessions',
]);

/** Doors that guess at, or send mail to, the account that the body names. */
const guarded = new Set([
  'sign-in/email',
  'sign-in/telex',
  'send-verification-email',
  'request-password-reset',
]);

interface AuthHandlerDeps {
  readonly identity: Pick<Identity, 'handle'>;
  readonly sessions: Pick<Sessions, 'forget'>;
  readonly publicUrl: string;
  readonly appOrigin: string;
  /** Where links and redirects may lead. */
  readonly origins: readonly string[];
  readonly guesses: Guesses;
  readonly addressLimit?: RateLimit | undefined;
}

/** Answers `/api/auth/*` by better-auth, with our limits, and problems for its errors. */
export function createAuthHandler(deps: AuthHandlerDeps): RequestHandler {
  const address = createRateLimiter('auth', deps.addressLimit ?? { points: 120, seconds: 60 });
  return async function answerAuth(req, res) {
    res.set('Cache-Control', 'no-store');
    const door = req.path.slice('/api/auth/'.length);
    if (!doors.has(`${req.method} ${door}`)) {
      throw new AppError(404, 'not_found', `There is nothing at ${req.method} ${req.path}.`);
    }
    await address.take(req.socket.remoteAddress ?? 'unknown', res);
    const body = await readJson(req, res);
    refuseForeignTargets({ ...asObject(req.query), ...asObject(body) }, deps);
    const forget = await countGuess(deps.guesses, { door, body, res });
    const reply = await deps.identity.handle(fetchRequest(req, body, deps.publicUrl));
    if (!keepsSessions.has(door)) {
      deps.sessions.forget();
    }
    if (reply.ok) {
      await forget();
    }
    await pass(reply, res);
  };
}

const targets = ['callbackURL', 'errorCallbackURL', 'newUserCallbackURL', 'redirectTo'];

/** Links that we mail and answer must not lead to another site: checked here, not only by better-auth. */
function refuseForeignTargets(
  input: Readonly<Record<string, unknown>>,
  { appOrigin, origins }: Pick<AuthHandlerDeps, 'appOrigin' | 'origins'>,
): void {
  for (const name of targets) {
    const value = input[name];
    if (value !== undefined && !leadsTo(value, { base: appOrigin, origins })) {
      throw new AppError(400, 'invalid_request', `${name}: must lead to ${appOrigin}`, {
        problems: [{ path: name, message: `must lead to ${appOrigin}` }],
      });
    }
  }
}

function leadsTo(
  value: unknown,
  { base, origins }: { readonly base: string; readonly origins: readonly string[] },
): boolean {
  return (
    typeof value === 'string' &&
    URL.canParse(value, base) &&
    origins.includes(new URL(value, base).origin)
  );
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Counts a guess at the account that the body names; answers how to take it back. */
async function countGuess(
  guesses: Guesses,
  { door, body, res }: { door: string; body: unknown; res: ExpressResponse },
): Promise<() => Promise<void>> {
  const { email } = asObject(body);
  if (!guarded.has(door) || typeof email !== 'string') {
    return () => Promise.resolve();
  }
  const forget = await guesses.count({ door, email }, res);
  return door.startsWith('sign-in/') ? forget : () => Promise.resolve();
}

const passedOn = ['cookie', 'authorization', 'origin', 'referer', 'user-agent', 'sec-fetch-site'];

function fetchRequest(req: ExpressRequest, body: unknown, publicUrl: string): Request {
  const headers = new Headers();
  for (const name of passedOn) {
    const value = req.headers[name];
    if (typeof value === 'string') {
      headers.set(name, value);
    }
  }
  headers.set(remoteAddressHeader, req.socket.remoteAddress ?? '127.0.0.1');
  const url = new URL(req.originalUrl, publicUrl);
  if (req.method === 'GET') {
    return new Request(url, { headers });
  }
  headers.set('content-type', 'application/json');
  return new Request(url, { method: req.method, headers, body: JSON.stringify(body ?? {}) });
}

async function pass(reply: Response, res: ExpressResponse): Promise<void> {
  const text = await reply.text();
  if (reply.status >= 400) {
    throw problemOf(reply.status, text);
  }
  for (const name of ['location', 'set-auth-token', 'content-type']) {
    const value = reply.headers.get(name);
    if (value !== null) {
      res.set(name, value);
    }
  }
  for (const cookie of reply.headers.getSetCookie()) {
    res.append('Set-Cookie', cookie);
  }
  res.status(reply.status).send(text);
}

/** better-auth answers `{code: 'INVALID_EMAIL_OR_PASSWORD', message}`. */
function problemOf(status: number, text: string): AppError {
  const { code, message } = parse(text);
  if (status >= 500) {
    return new AppError(500, 'internal_error', 'Something went wrong on our side. Try again.');
  }
  const stable =
    code === undefined || code === 'VALIDATION_ERROR' ? 'invalid_request' : code.toLowerCase();
  return new AppError(status, stable, message ?? 'The request was refused.');
}

function parse(text: string): { code?: string; message?: string } {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) {
      const { code, message } = body as { code?: unknown; message?: unknown };
      return {
        ...(typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? { code } : {}),
        ...(typeof message === 'string' ? { message } : {}),
      };
    }
  } catch {
    // No JSON: the status alone says what happened.
  }
  return {};
}

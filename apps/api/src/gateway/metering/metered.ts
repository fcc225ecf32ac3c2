import { AppError } from '../../foundation/app-error.js';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { GatewayDeps } from '../deps.js';
import type { Admission } from '../rates/admission.js';
import { holdsSecret } from '../wire/holds-secret.js';
import { bodyLimit, readBody } from '../wire/read-body.js';
import { sendReply } from '../wire/reply.js';
import { passFreeStream } from './pass-free-stream.js';
import type { StreamLimits } from './pass-stream.js';
import type { GatewayRoute, IncomingCall, SpendingRoute } from './route.js';
import type { Spend } from './spend.js';

const layered = new WeakSet<object>();

/** A route behind the metering layer. Only `createMeter` makes one. */
export interface MeteredRoute {
  readonly route: GatewayRoute;
  /** Answers the call. Throws `AppError` for a refusal; nothing was charged then. */
  readonly handle: (call: IncomingCall) => Promise<void>;
}

/** Whether a route went through the layer: what the test of the route table asks. */
export function isMetered(route: object): boolean {
  return layered.has(route);
}

function invalidKey(): AppError {
  return new AppError(
    401,
    'invalid_api_key',
    'Send a valid API key as "Authorization: Bearer tcr_…", X-API-Key or X-AGENT-API-KEY.',
  );
}

function secretOf({ req: { headers } }: IncomingCall): string {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const named = [headers['x-api-key'], headers['x-agent-api-key']];
  return (
    bearer ?? named.find((value) => typeof value === 'string' && value !== '')?.toString() ?? ''
  );
}

function refuseUpgrade({ req }: IncomingCall): void {
  if (req.headers.upgrade !== undefined) {
    throw new AppError(
      501,
      'upgrade_not_supported',
      'The gateway does not forward upgrades such as WebSockets or h2c. Send plain HTTP/1.1.',
    );
  }
}

/** What follows the route's own part of the path goes upstream, and so does the query. */
function refuseSecretInUrl({ rest, search, secret }: IncomingCall): void {
  if (holdsSecret(rest + search, secret)) {
    throw new AppError(
      400,
      'key_in_url',
      'Send the key in a header only: what is in the URL goes on to the module.',
    );
  }
}

function allowed(identity: SpendingIdentity, module: CallableModule): void {
  if (identity.moduleIds !== null && !identity.moduleIds.includes(module.id)) {
    throw new AppError(403, 'module_not_allowed', 'This key may not call this module.');
  }
}

/**
 * The layer that every gateway route passes through: who asks, which module, may they, and for what
 * costs credits hold, forward, settle, reply.
 */
export function createMeter(
  deps: Pick<GatewayDeps, 'identities'>,
  layers: {
    readonly spend: Spend;
    readonly admission: Admission;
    readonly streamLimits: StreamLimits;
  },
) {
  const { admission } = layers;

  async function identify(route: SpendingRoute, call: IncomingCall): Promise<SpendingIdentity> {
    call.secret = route.access === 'connection' ? (call.params.token ?? '') : secretOf(call);
    if (call.secret === '') {
      throw invalidKey();
    }
    const { secret } = call;
    admission.refuseGuesser(call.req, () => deps.identities.recognises(secret));
    const identity =
      route.access === 'connection'
        ? await deps.identities.byConnection(call.secret)
        : await deps.identities.byKey(call.secret);
    if (identity === undefined) {
      admission.guessed(call.req);
      throw invalidKey();
    }
    if (!identity.scopes.includes('gateway') && identity.kind === 'key') {
      throw new AppError(403, 'forbidden', 'This takes a key with the scope gateway.', {
        neededScopes: ['gateway'],
      });
    }
    return identity;
  }

  async function handleSpending(route: SpendingRoute, call: IncomingCall): Promise<void> {
    const identity = await identify(route, call);
    refuseSecretInUrl(call);
    const module = await route.locate(call, identity);
    if (module === undefined) {
      throw new AppError(404, 'module_not_found', 'There is no such published module.');
    }
    allowed(identity, module);
    admission.admit(call.res, { identity, module });
    // Whoever sends its body slowly holds no place meanwhile. One that is passed on while it comes, in
    // chunks or large, is its route's to read.
    const announced = Number(call.req.headers['content-length'] ?? 0);
    if (announced > 0 && announced <= bodyLimit) {
      await readBody(call.req);
    }
    const leave = await admission.enter(call.res, { identity, module });
    try {
      const prepared = await route.prepare(call, { identity, module });
      if (prepared.kind === 'priced') {
        await layers.spend({ call, route, identity, module, request: prepared });
        return;
      }
      if (prepared.kind === 'stream') {
        const { streamLimits } = layers;
        await passFreeStream(call.res, call.requestId, prepared, streamLimits);
        return;
      }
      const { reply } = prepared;
      const ids = { 'x-request-id': call.requestId };
      sendReply(call.res, {
        ...reply,
        headers: { 'x-credits-charged': '0', ...reply.headers, ...ids },
      });
    } finally {
      leave();
    }
  }

  return (route: GatewayRoute): MeteredRoute => {
    const answer =
      route.access === 'public'
        ? async (call: IncomingCall) => {
            const reply = await route.answer(call);
            const headers = { ...reply.headers, 'x-request-id': call.requestId };
            sendReply(call.res, { ...reply, headers });
          }
        : (call: IncomingCall) => handleSpending(route, call);
    const handle = async (call: IncomingCall) => {
      refuseUpgrade(call);
      await answer(call);
    };
    const metered: MeteredRoute = { route, handle };
    layered.add(metered);
    return metered;
  };
}

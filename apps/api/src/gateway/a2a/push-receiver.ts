import { AppError } from '../../foundation/app-error.js';
import { sameText, sha256Hex } from '../../foundation/digests.js';
import type { GatewayDeps } from '../deps.js';
import type { IncomingCall, PublicRoute } from '../metering/route.js';
import type { CallbackRecord, Callbacks } from '../records/callbacks.js';
import type { Deliveries } from '../records/deliveries.js';
import { readBody } from '../wire/read-body.js';
import { jsonReply, type WholeReply } from '../wire/reply.js';
import type { Forwarding } from './forwarding.js';
import type { SettlePush } from './settle-push.js';

interface ReceiverDeps extends Pick<GatewayDeps, 'environment'> {
  readonly callbacks: Callbacks;
  readonly deliveries: Deliveries;
  readonly settlePush: SettlePush;
  readonly forwarding: Forwarding;
}

function tokenOf({ req: { headers } }: IncomingCall): string {
  const bearer = /^\S+ +(\S+)$/.exec(headers.authorization ?? '')?.[1];
  const named = headers['x-a2a-notification-token'];
  return bearer ?? (typeof named === 'string' ? named : '');
}

/** `POST /gateway/push/{id}`: agents bring results here; the caller gets them unchanged. */
export function createPushRoute(deps: ReceiverDeps): PublicRoute {
  const { callbacks, environment } = deps;

  async function authenticated(call: IncomingCall): Promise<CallbackRecord> {
    const callback = await callbacks.get(call.params.id ?? '');
    const token = tokenOf(call);
    if (callback === undefined || !sameText(sha256Hex(token), callback.tokenHash)) {
      throw new AppError(401, 'invalid_push_token', 'Send the token of the push configuration.');
    }
    return callback;
  }

  async function answer(call: IncomingCall): Promise<WholeReply> {
    const callback = await authenticated(call);
    const body = await readBody(call.req);
    const ends = await deps.settlePush(callback, body);
    const unpaid = ends.find(({ settled }) => !settled.paid);
    if (callback.sealedTarget !== null) {
      const at = environment.now().toISOString();
      await deps.deliveries.insert({
        id: environment.newId('psh'),
        callbackId: callback.id,
        waitsFor: unpaid?.settled.usageId ?? null,
        body: body.toString('base64'),
        contentType: call.req.headers['content-type'] ?? 'application/json',
        status: unpaid === undefined ? 'waiting' : 'withheld',
        attempts: 0,
        nextAttemptAt: unpaid === undefined ? at : null,
        createdAt: at,
      });
      deps.forwarding.kick(callback.id);
    }
    return jsonReply(200, {});
  }

  return {
    name: 'a2a.push',
    method: 'POST',
    path: '/gateway/push/{id}',
    shape: 'problem',
    access: 'public',
    answer,
  };
}

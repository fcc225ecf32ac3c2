import { sha256Hex } from '../../foundation/digests.js';
import type { Seal } from '../../foundation/seal.js';
import type { GatewayDeps } from '../deps.js';
import type { Callbacks } from '../records/callbacks.js';
import type { OpenCalls } from '../records/open-calls.js';
import type { Callback, PushTarget } from './push-config.js';

const tokenBytes = 32;

/** A callback that is to be made. */
export interface NewCallback {
  readonly organisationId: string;
  readonly moduleId: string;
  readonly usageId: string | null;
  readonly taskKey: string | null;
  readonly target: PushTarget;
}

/** Makes the gateway's own push addresses, each with a token of its own. */
export function createCallbackMaker(
  deps: Pick<GatewayDeps, 'environment' | 'config'> & {
    readonly callbacks: Callbacks;
    readonly openCalls: OpenCalls;
    readonly seal: Seal;
  },
) {
  const { environment } = deps;
  /** A call's callback has the call's own tail. */
  const idOf = (usageId: string) => `pcb_${usageId.slice(usageId.indexOf('_') + 1)}`;

  return {
    /** The token is in this answer only; its hash is kept. */
    async make(wanted: NewCallback): Promise<Callback & { readonly id: string }> {
      const { target, ...rest } = wanted;
      const token = Buffer.from(environment.randomBytes(tokenBytes)).toString('base64url');
      const id = wanted.usageId === null ? environment.newId('pcb') : idOf(wanted.usageId);
      await deps.callbacks.insert({
        ...rest,
        id,
        tokenHash: sha256Hex(token),
        configId: target.configId ?? id,
        sealedTarget: deps.seal.seal(JSON.stringify(target)),
        createdAt: environment.now().toISOString(),
      });
      return { id, url: `${deps.config.publicUrl}/gateway/push/${id}`, token };
    },
    /** Ties a call's callback, where it has one, to the task that the agent named. */
    bindCall: (usageId: string, taskKey: string) => deps.callbacks.bind(idOf(usageId), taskKey),
  };
}

export type CallbackMaker = ReturnType<typeof createCallbackMaker>;

import type { Seal } from '../../foundation/seal.js';
import type { GatewayDeps } from '../deps.js';
import type { Callbacks } from '../records/callbacks.js';
import type { Deliveries, DeliveryRecord } from '../records/deliveries.js';
import type { Upstreams } from '../upstream/upstreams.js';
import type { PushTarget } from './push-config.js';

const timeLimitMillis = 15_000;
const leaseMillis = 60_000;
/** Pauses before the second, third … attempt; after the last one the push is given up. */
const pausesMillis = [10_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000];
const mostInOneRun = 50;

function headersFor(target: PushTarget, contentType: string): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': contentType };
  if (target.token !== null) {
    headers.authorization = `Bearer ${target.token}`;
    headers['x-a2a-notification-token'] = target.token;
  }
  if (target.credentials !== null) {
    headers.authorization = `${target.scheme ?? 'Bearer'} ${target.credentials}`;
  }
  return headers;
}

/** Forwards pushes to callers' own addresses, in order, with retries that survive a restart. */
export function createForwarding(
  deps: Pick<GatewayDeps, 'environment' | 'logger'> & {
    readonly upstreams: Upstreams;
    readonly callbacks: Callbacks;
    readonly deliveries: Deliveries;
    readonly seal: Seal;
  },
) {
  const { deliveries, environment } = deps;
  const running = new Set<Promise<void>>();

  async function send(delivery: DeliveryRecord): Promise<boolean> {
    const callback = await deps.callbacks.get(delivery.callbackId);
    if (callback === undefined || callback.sealedTarget === null) {
      return true;
    }
    const target = JSON.parse(deps.seal.open(callback.sealedTarget)) as PushTarget;
    const result = await deps.upstreams.request({
      url: new URL(target.url),
      method: 'POST',
      headers: headersFor(target, delivery.contentType),
      body: Buffer.from(delivery.body, 'base64'),
      timeLimitMillis,
      large: 'refuse',
    });
    return result.kind === 'whole' && result.status >= 200 && result.status < 300;
  }

  async function attempt(delivery: DeliveryRecord): Promise<boolean> {
    const delivered = await send(delivery).catch((error: unknown) => {
      deps.logger.warn({ err: error, deliveryId: delivery.id }, 'a push could not be sent');
      return false;
    });
    const pause = pausesMillis[delivery.attempts - 1];
    const next = pause === undefined ? null : new Date(environment.now().getTime() + pause);
    await deliveries.change(delivery.id, (doc) => {
      if (delivered) {
        return { ...doc, status: 'delivered', nextAttemptAt: null, body: '' };
      }
      return next === null
        ? { ...doc, status: 'failed', nextAttemptAt: null }
        : { ...doc, nextAttemptAt: next.toISOString() };
    });
    return delivered;
  }

  /** Works a callback's pushes until one fails or none is due. */
  async function work(callbackId: string): Promise<void> {
    for (let sent = 0; sent < mostInOneRun; sent += 1) {
      const head = await deliveries.headOf(callbackId);
      const now = environment.now();
      const lease = new Date(now.getTime() + leaseMillis);
      const taken = head === undefined ? undefined : await deliveries.take(head.id, now, lease);
      if (taken === undefined || !(await attempt(taken))) {
        return;
      }
    }
  }

  function start(callbackId: string): Promise<void> {
    const run = work(callbackId)
      .catch((error: unknown) => {
        deps.logger.error({ err: error, callbackId }, 'pushes could not be forwarded');
      })
      .finally(() => running.delete(run));
    running.add(run);
    return run;
  }

  return {
    /** Starts forwarding a callback's pushes and does not wait for it. */
    kick(callbackId: string): void {
      start(callbackId).catch(() => undefined);
    },
    /** Works all that is due: the job. */
    async deliverDue(): Promise<void> {
      const due = await deliveries.dueCallbacks(new Date(environment.now().getTime() + 1));
      await Promise.all(due.map(start));
    },
    /** Waits for what runs. */
    async idle(): Promise<void> {
      await Promise.all(running);
    },
  };
}

export type Forwarding = ReturnType<typeof createForwarding>;

import { attempt, leaseMillis } from './attempt.js';
import type { WebhookContext } from './context.js';
import { createPlaces } from './places.js';
import type { DeliveryDoc, EndpointDoc } from './schemas.js';

/** Requests under way in this process: all together, to one endpoint, and to one that fails. */
const placesInAll = 1024;
const placesOfEndpoint = 8;
const placesWhileFailing = 1;
const pageSize = 50;

/** Sends one delivery under a lease; false when it is not ours to send. */
function createSendOne(context: WebhookContext) {
  const { repository, environment } = context;
  const places = createPlaces(placesInAll);
  return ({ id, endpointId }: DeliveryDoc): Promise<boolean> =>
    places.run(async () => {
      // Read for each, so that a change of address, secret or state counts at once.
      const endpoint = await repository.endpoints.byId(endpointId);
      if (endpoint?.enabled !== true || context.life.closing) {
        return false;
      }
      const now = environment.now();
      const leaseUntil = new Date(now.getTime() + leaseMillis);
      const taken = await repository.deliveries.take(id, { now, leaseUntil });
      if (taken === undefined) {
        return false;
      }
      await attempt(context, endpoint, taken);
      return true;
    });
}

/**
 * One lane for each endpoint, with few places, so that a slow one keeps nobody else waiting; one that
 * fails gets a single place until it is well again. Every attempt is under a lease, so any number of
 * processes may send at once.
 */
export function createLanes(context: WebhookContext) {
  const { repository, environment } = context;
  const sendOne = createSendOne(context);
  const lanes = new Map<string, Promise<void>>();
  /** Endpoints that something came for while their lane was about to end. */
  const missed = new Set<string>();

  /** Sends a page with bounded places; false when nothing of it was ours to send. */
  async function sendPage(endpoint: EndpointDoc, page: readonly DeliveryDoc[]): Promise<boolean> {
    const rest = [...page];
    let sent = false;
    const most = endpoint.failingSince === null ? placesOfEndpoint : placesWhileFailing;
    await Promise.all(
      Array.from({ length: most }, async () => {
        for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
          sent = (await sendOne(next)) || sent;
        }
      }),
    );
    return sent;
  }

  async function skip(page: readonly DeliveryDoc[]): Promise<void> {
    for (const { id } of page) {
      await repository.deliveries.change(id, (doc) =>
        doc.status === 'waiting' ? { ...doc, status: 'skipped', nextAttemptAt: null } : undefined,
      );
    }
  }

  /** Sends what is due until nothing is, or until others have what is left. */
  async function work(endpointId: string): Promise<void> {
    for (;;) {
      const page = await repository.deliveries.due(endpointId, environment.now(), pageSize);
      if (page.length === 0 || context.life.closing) {
        return;
      }
      const endpoint = await repository.endpoints.byId(endpointId);
      if (endpoint === undefined) {
        await repository.deliveries.deleteOf(endpointId);
      } else if (!endpoint.enabled) {
        await skip(page);
      } else if (!(await sendPage(endpoint, page))) {
        return;
      }
    }
  }

  function start(endpointId: string): void {
    if (lanes.has(endpointId)) {
      missed.add(endpointId);
      return;
    }
    const lane = work(endpointId)
      .catch(context.onError)
      .then(() => {
        lanes.delete(endpointId);
        if (missed.delete(endpointId)) {
          start(endpointId);
        }
      });
    lanes.set(endpointId, lane);
  }

  return {
    /** Sends what is due for an endpoint; one more look when that runs already. */
    start,
    /** Resolves when no lane runs. */
    async idle(): Promise<void> {
      while (lanes.size > 0) {
        await Promise.all(lanes.values());
      }
    },
  };
}

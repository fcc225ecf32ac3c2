import { createSerial } from '../../foundation/serial.js';
import type { WebhookContext } from './context.js';
import { deliveryOf, messageOf } from './messages.js';
import type { EndpointDoc } from './schemas.js';

const insertedAtOnce = 100;

/** Makes deliveries of an organisation's events. */
export interface Collector {
  /** There are new events: makes their deliveries soon, and once however often this is called. */
  wake(organisationId: string): void;
  /**
   * Makes what is missing for every endpoint: the job, which repairs what a crash left undone. Rejects
   * when any organisation's could not be made, after all others.
   */
  collectAll(): Promise<void>;
  idle(): Promise<void>;
}

/**
 * Follows the event stream from each endpoint's own position. The position moves on after the
 * deliveries are stored and their ids follow from the events, so a crash in between repeats what is
 * there already, and nothing is lost or made twice.
 */
export function createCollector(context: WebhookContext, onMade: () => void): Collector {
  const { repository, events, environment } = context;
  const inTurn = createSerial();
  const asked = new Set<string>();
  const running = new Set<Promise<void>>();

  async function collect(endpoint: EndpointDoc): Promise<boolean> {
    const { id, organisationId, eventTypes } = endpoint;
    let { position } = endpoint;
    let made = false;
    for (;;) {
      const page = await events.after(organisationId, position);
      const last = page.at(-1);
      if (last === undefined) {
        return made;
      }
      const wanted = page.filter(({ type }) => eventTypes?.includes(type) ?? true);
      for (let start = 0; start < wanted.length; start += insertedAtOnce) {
        await Promise.all(
          wanted.slice(start, start + insertedAtOnce).map(async (event) => {
            const message = messageOf(organisationId, event);
            const delivery = deliveryOf(endpoint, message, environment.now());
            made = (await repository.deliveries.insert(delivery)) || made;
          }),
        );
      }
      position = Number(last.id);
      const reached = position;
      await repository.endpoints.change(id, (doc) =>
        doc.position < reached ? { ...doc, position: reached } : undefined,
      );
    }
  }

  async function collectFor(organisationId: string): Promise<void> {
    asked.delete(organisationId);
    let made = false;
    for (const endpoint of await repository.endpoints.all(organisationId)) {
      made = (await collect(endpoint)) || made;
    }
    if (made) {
      onMade();
    }
  }

  return {
    wake(organisationId) {
      if (asked.has(organisationId)) {
        return;
      }
      asked.add(organisationId);
      const run: Promise<void> = inTurn(organisationId, () => collectFor(organisationId))
        .catch(context.onError)
        .finally(() => running.delete(run));
      running.add(run);
    },
    async collectAll() {
      const organisations = new Set<string>();
      for await (const { organisationId } of repository.endpoints.every()) {
        organisations.add(organisationId);
      }
      const failed: unknown[] = [];
      for (const organisationId of organisations) {
        await inTurn(organisationId, () => collectFor(organisationId)).catch((error: unknown) => {
          failed.push(error);
        });
      }
      if (failed.length > 0) {
        throw new AggregateError(failed, 'deliveries of events could not be made');
      }
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

import type { WebhookContext } from './context.js';
import { createLanes } from './lanes.js';

/** Sends what is due. */
export interface Dispatch {
  /** Looks for what is due and starts to send it; does not wait for it. */
  kick(): void;
  /** As `kick`, and resolves when everything that is due has been started: the job. */
  deliverDue(): Promise<void>;
  /** Waits for what is under way. */
  idle(): Promise<void>;
}

/** Goes from endpoint to endpoint, however much waits for each, and starts their lanes. */
export function createDispatch(context: WebhookContext): Dispatch {
  const { repository, environment } = context;
  const lanes = createLanes(context);
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  async function look(): Promise<void> {
    const now = environment.now().toISOString();
    let first = await repository.deliveries.nextQueue('');
    while (first !== undefined && !context.life.closing) {
      if ((first.nextAttemptAt ?? now) <= now) {
        lanes.start(first.endpointId);
      }
      first = await repository.deliveries.nextQueue(first.endpointId);
    }
  }

  async function lookUntilDone(): Promise<void> {
    while (lookAgain && !context.life.closing) {
      lookAgain = false;
      await look();
    }
  }

  function deliverDue(): Promise<void> {
    lookAgain = true;
    looking ??= lookUntilDone().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return {
    deliverDue,
    kick() {
      deliverDue().catch(context.onError);
    },
    async idle() {
      await looking?.catch(() => undefined);
      await lanes.idle();
    },
  };
}

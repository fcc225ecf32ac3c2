import { type PaymentProvider, type WebhookHeaders, WebhookRefused } from '@telex-credits/payments';
import type { DocumentStore } from '@telex-credits/store';
import { AppError } from '../../foundation/app-error.js';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog } from '../../foundation/ports.js';
import { createInboxAdmin, type InboxAdmin } from './admin.js';
import { createInboxRepository, type InboxRepository } from './repository.js';
import type { InboxRow } from './schemas.js';
import { type WorkerDeps, workInbox } from './worker.js';

/** Events from payment providers: received, kept, worked once. */
export interface WebhooksService {
  /** Throws 404 `provider_not_configured`. */
  requireProvider(provider: string): PaymentProvider;
  /**
   * Checks the signature over exactly these bytes, stores the event and starts to work it. Resolves
   * once it is stored; a second delivery stores nothing. Throws 401 `invalid_signature` before
   * anything is kept.
   */
  receive(provider: string, raw: Uint8Array, headers: WebhookHeaders): Promise<void>;
  /** Works what is due, and what comes meanwhile; run it every few seconds too. */
  drain(): Promise<void>;
  /** Waits until nothing that was started is under way. */
  idle(): Promise<void>;
  readonly admin: InboxAdmin;
}

export interface WebhooksDeps extends Pick<WorkerDeps, 'applyFact' | 'onDead'> {
  readonly documents: DocumentStore;
  readonly providers: readonly PaymentProvider[];
  readonly environment: Pick<Environment, 'now' | 'newId'>;
  readonly audit: AuditLog;
  /** Told what went wrong in the background. */
  readonly onError: (error: unknown) => void;
}

/** Makes the webhooks service. */
export function createWebhooksService(deps: WebhooksDeps): WebhooksService {
  const providers = new Map<string, PaymentProvider>(deps.providers.map((one) => [one.id, one]));
  const inbox = createInboxRepository(deps.documents);
  const worker: WorkerDeps = { ...deps, inbox, providers };
  let running: Promise<void> = Promise.resolve();
  let isPlanned = false;

  async function workAll(): Promise<void> {
    isPlanned = false;
    while ((await workInbox(worker)) > 0) {
      // Rows that came in meanwhile are due at once.
    }
  }

  /** Runs after what is under way; many calls meanwhile make one run. */
  function drain(): Promise<void> {
    if (!isPlanned) {
      isPlanned = true;
      running = running.then(workAll).catch(deps.onError);
    }
    return running;
  }

  function requireProvider(id: string): PaymentProvider {
    const provider = providers.get(id);
    if (provider === undefined) {
      throw new AppError(404, 'provider_not_configured', 'This provider is not configured here.');
    }
    return provider;
  }

  return {
    requireProvider,
    async receive(id, raw, headers) {
      const row = verified(requireProvider(id), { raw, headers }, deps.environment);
      if (!(await inbox.insert(row))) {
        await wake(inbox, row);
      }
      // Not waited for: the provider only wants to know that it is kept.
      void drain();
    },
    drain,
    idle: () => running,
    admin: createInboxAdmin({ ...deps, inbox, drain }),
  };
}

function verified(
  provider: PaymentProvider,
  delivery: { readonly raw: Uint8Array; readonly headers: WebhookHeaders },
  environment: WebhooksDeps['environment'],
): InboxRow {
  const { raw, headers } = delivery;
  try {
    const event = provider.verifyWebhook(raw, headers);
    const receivedAt = environment.now().toISOString();
    const { eventKey, type, occurredAt, livemode } = event;
    return {
      ...{ id: environment.newId('whk'), provider: provider.id, eventKey, type, occurredAt },
      ...{ livemode, raw: Buffer.from(raw).toString('utf8'), receivedAt },
      ...{ state: 'received', attempts: 0, dueAt: receivedAt, leaseUntil: null, reason: null },
    };
  } catch (error) {
    if (error instanceof WebhookRefused) {
      throw new AppError(
        401,
        'invalid_signature',
        'The signature is missing, wrong or too old. Nothing was stored.',
        {},
        { cause: error },
      );
    }
    throw error;
  }
}

/** A row that was given up gets another chance when its provider sends it again. */
async function wake(inbox: InboxRepository, row: InboxRow): Promise<void> {
  const known = await inbox.byEvent(row);
  if (known?.state === 'dead') {
    await inbox.change(known.id, (before) =>
      before.state === 'dead'
        ? { ...before, state: 'received', attempts: 0, dueAt: row.receivedAt }
        : undefined,
    );
  }
}

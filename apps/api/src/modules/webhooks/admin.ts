import type { adminPaymentRoutes, QueryOf, ReplyOf } from '@telex-credits/contracts';
import { AppError } from '../../foundation/app-error.js';
import type { Environment } from '../../foundation/environment.js';
import { pageOf } from '../../foundation/page-of.js';
import type { AuditLog } from '../../foundation/ports.js';
import { redact } from './redact.js';
import type { InboxRepository } from './repository.js';
import type { InboxRow } from './schemas.js';

type Routes = typeof adminPaymentRoutes.inbox;

/** The inbox as platform admins see it. */
export interface InboxAdmin {
  list(query: QueryOf<Routes['inbox']>): Promise<ReplyOf<Routes['inbox']>>;
  /** With its payload, redacted. Throws 404 `inbox_event_not_found`. */
  get(id: string): Promise<ReplyOf<Routes['inboxEvent']>>;
  /** Works an event again, whatever became of it before, and answers how that ended. */
  replay(id: string, personId: string): Promise<ReplyOf<Routes['replay']>>;
}

function show(row: InboxRow): ReplyOf<Routes['replay']> {
  const { id, provider, eventKey, type, state, occurredAt, receivedAt, livemode } = row;
  const { attempts, dueAt, reason } = row;
  return {
    ...{ id, provider, eventKey, type, state, occurredAt, receivedAt, livemode },
    ...{ attempts, dueAt, reason },
  };
}

function listIndex({ provider, state }: QueryOf<Routes['inbox']>) {
  if (provider !== undefined) {
    return state === undefined
      ? { index: 'by_provider', equals: [provider] }
      : { index: 'by_provider_state', equals: [provider, state] };
  }
  return state === undefined
    ? { index: 'by_time', equals: [] }
    : { index: 'by_state', equals: [state] };
}

/** Makes the admin's side of the inbox. */
export function createInboxAdmin(deps: {
  readonly inbox: InboxRepository;
  readonly environment: Pick<Environment, 'now'>;
  readonly audit: AuditLog;
  /** Works what is due and waits for it. */
  readonly drain: () => Promise<void>;
}): InboxAdmin {
  const { inbox, environment, audit } = deps;

  async function find(id: string): Promise<InboxRow> {
    const stored = await inbox.collection.get(id);
    if (stored === undefined) {
      throw new AppError(404, 'inbox_event_not_found', 'There is no such event.');
    }
    return stored.doc;
  }

  return {
    async list(query) {
      const { limit, cursor = null } = query;
      const found = { ...listIndex(query), order: 'descending', limit, cursor } as const;
      const page = await pageOf(() => inbox.collection.find(found));
      return { data: page.items.map(({ doc }) => show(doc)), nextCursor: page.nextCursor };
    },
    async get(id) {
      const row = await find(id);
      return { ...show(row), payload: redact(JSON.parse(row.raw)) };
    },
    async replay(id, personId) {
      const { type, provider } = await find(id);
      const dueAt = environment.now().toISOString();
      await inbox.change(id, (before) => ({ ...before, state: 'received', attempts: 0, dueAt }));
      await audit.record({
        ...{ actorId: personId, organisationId: null, action: 'inbox.replayed', objectId: id },
        detail: { type, provider },
      });
      await deps.drain();
      return show(await find(id));
    },
  };
}

import type {
  BodyOf,
  ReplyOf,
  WebhookEndpoint,
  webhookEndpointRoutes,
} from '@telex-credits/contracts';
import type { Manager, WebhookContext } from './context.js';
import { checkUrl, findEndpoint, recordAct, shown } from './endpoint-view.js';
import { endpointNotFound } from './errors.js';
import type { EndpointDoc } from './schemas.js';
import { freshSecret } from './secrets.js';

type Routes = typeof webhookEndpointRoutes;
type NewEndpoint = ReplyOf<Routes['rotate']>;

const overlapByDefault = 86_400;

/** Endpoints changed, rotated and removed; each counts from the next attempt on. */
export function createEndpointChanges(context: WebhookContext) {
  const { environment, seal } = context;
  const { endpoints, deliveries } = context.repository;

  async function changed(
    manager: Manager,
    id: string,
    { action, change }: { action: string; change: (doc: EndpointDoc) => EndpointDoc },
  ): Promise<EndpointDoc> {
    await findEndpoint(context, manager, id);
    const doc = await endpoints.change(id, change);
    if (doc === undefined) {
      throw endpointNotFound();
    }
    await recordAct(context, manager, { action, objectId: id });
    return doc;
  }

  return {
    /** Enabling resumes with what waits and what comes. Throws as `create`. */
    async change(
      manager: Manager,
      id: string,
      { enabled, url, ...body }: BodyOf<Routes['change']>,
    ): Promise<WebhookEndpoint> {
      await findEndpoint(context, manager, id);
      const checked = url === undefined ? {} : { url: await checkUrl(context, url) };
      const given = Object.entries(body).filter(([, value]) => value !== undefined);
      const fields = { ...Object.fromEntries(given), ...checked };
      const now = environment.now();
      const doc = await changed(manager, id, {
        action: enabled === undefined ? 'changed' : enabled ? 'enabled' : 'disabled',
        change: (before) => ({ ...before, ...fields, ...stateFields(before, enabled, now) }),
      });
      return shown(doc, now);
    },
    /** Nothing is sent any more when this answers but what is on its way already. */
    async remove(manager: Manager, id: string): Promise<undefined> {
      await findEndpoint(context, manager, id);
      await endpoints.remove(id);
      await recordAct(context, manager, { action: 'removed', objectId: id });
      await deliveries.deleteOf(id);
    },
    /** A new secret; deliveries are signed with the last one too until the overlap ends. */
    async rotate(
      manager: Manager,
      id: string,
      body: BodyOf<Routes['rotate']>,
    ): Promise<NewEndpoint> {
      const { secret, sealedSecret, hint } = freshSecret(seal, environment.randomBytes);
      const now = environment.now();
      const overlapMs = (body?.overlapSeconds ?? overlapByDefault) * 1000;
      const previousUntil = new Date(now.getTime() + overlapMs).toISOString();
      const doc = await changed(manager, id, {
        action: 'rotated',
        change: (before) => ({
          ...before,
          ...{ sealedSecret, hint, previousSealed: before.sealedSecret, previousUntil },
        }),
      });
      return { ...shown(doc, now), secret };
    },
  };
}

function stateFields(
  before: EndpointDoc,
  enabled: boolean | undefined,
  now: Date,
): Partial<EndpointDoc> {
  if (enabled === undefined || enabled === before.enabled) {
    return {};
  }
  return enabled
    ? {
        ...{ enabled, disabledReason: null, disabledAt: null, failingSince: null },
        noticeDueAt: null,
      }
    : { enabled, disabledReason: 'by_person', disabledAt: now.toISOString() };
}

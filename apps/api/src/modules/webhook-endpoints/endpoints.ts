import type {
  BodyOf,
  ReplyOf,
  WebhookEndpoint,
  webhookEndpointRoutes,
} from '@telex-credits/contracts';
import { pageOf } from '../../foundation/page-of.js';
import { createSerial } from '../../foundation/serial.js';
import type { Manager, WebhookContext } from './context.js';
import { checkUrl, findEndpoint, recordAct, shown } from './endpoint-view.js';
import { tooManyEndpoints } from './errors.js';
import type { EndpointDoc } from './schemas.js';
import { freshSecret } from './secrets.js';

type Routes = typeof webhookEndpointRoutes;
type NewEndpoint = ReplyOf<Routes['create']>;

const mostEndpoints = 20;

/** Endpoints of an organisation: made and listed. */
export function createEndpoints(context: WebhookContext) {
  const { environment, seal } = context;
  const { endpoints } = context.repository;
  const inTurn = createSerial();

  async function add(
    { organisationId, actorId: createdBy }: Manager,
    fields: Pick<EndpointDoc, 'url' | 'description' | 'eventTypes'>,
  ) {
    if ((await endpoints.all(organisationId)).length >= mostEndpoints) {
      throw tooManyEndpoints(mostEndpoints);
    }
    const { secret, sealedSecret, hint } = freshSecret(seal, environment.randomBytes);
    const doc: EndpointDoc = {
      ...{ id: environment.newId('whe'), organisationId, ...fields },
      ...{ enabled: true, disabledReason: null, disabledAt: null, failingSince: null },
      ...{ sealedSecret, hint, previousSealed: null, previousUntil: null },
      // It starts from now: what happened before is none of its business.
      position: await context.events.newest(organisationId),
      ...{ noticeDueAt: null, noticeAttempts: 0, leaseUntil: null },
      ...{ createdAt: environment.now().toISOString(), createdBy },
    };
    await endpoints.insert(doc);
    return { doc, secret };
  }

  return {
    /** The reply alone holds the secret. Throws 400 `upstream_not_allowed`, 409 `too_many_webhook_endpoints`. */
    async create(manager: Manager, body: BodyOf<Routes['create']>): Promise<NewEndpoint> {
      const fields = { ...body, url: await checkUrl(context, body.url) };
      const { doc, secret } = await inTurn(manager.organisationId, () => add(manager, fields));
      await recordAct(context, manager, { action: 'created', objectId: doc.id });
      return { ...shown(doc, environment.now()), secret };
    },
    async list(
      organisationId: string,
      {
        limit,
        cursor = null,
      }: { readonly limit: number; readonly cursor?: string | null | undefined },
    ): Promise<ReplyOf<Routes['list']>> {
      const page = await pageOf(() => endpoints.page(organisationId, { limit, cursor }));
      const now = environment.now();
      return { data: page.items.map(({ doc }) => shown(doc, now)), nextCursor: page.nextCursor };
    },
    async get(manager: Manager, id: string): Promise<WebhookEndpoint> {
      return shown(await findEndpoint(context, manager, id), environment.now());
    },
  };
}

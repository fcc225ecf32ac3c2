import type { People } from './compose-people.js';
import type { Core } from './composition.js';
import { createAddressRules } from './gateway/addresses/address-rules.js';
import { createUpstreams } from './gateway/upstream/upstreams.js';
import type { EventsService } from './modules/events/service.js';
import {
  createWebhookEndpointsService,
  type WebhookEndpointsService,
} from './modules/webhook-endpoints/service.js';

/** Outgoing webhooks, with connections of their own. */
export interface WebhookEndpoints {
  readonly service: WebhookEndpointsService;
  /** Ends what runs: to be called when nothing makes events any more. */
  stop(): Promise<void>;
}

/** How long a shutdown waits for requests to endpoints; what is cut off is sent again. */
const patienceMs = 5_000;

/** Makes outgoing webhooks and their jobs. The jobs prune events too, which deliveries are made of. */
export function composeWebhookEndpoints(
  core: Core,
  { people, events }: { readonly people: People; readonly events: EventsService },
): WebhookEndpoints {
  const { config, documents, environment, logger, jobs, secretKey } = core;
  const allowPrivate = config.allowPrivateUpstreams;
  // The operator's own origins are trusted as upstreams, not as addresses that customers may post to.
  const rules = createAddressRules({ trustedOrigins: [], allowPrivate });
  const upstreams = createUpstreams(rules);
  const service = createWebhookEndpointsService({
    ...{ documents, environment, secretKey, events, upstreams, rules, allowHttp: allowPrivate },
    ...{ organisations: people.service, mailer: people.mailer, audit: people.audit },
    appOrigin: config.appOrigin,
    onError: (error) => logger.error({ err: error }, 'outgoing webhooks'),
  });
  jobs.every('deliver-webhooks', 2, () => service.deliverDue());
  jobs.every('collect-webhooks', 30, () => service.collectAll());
  jobs.every('mail-webhook-notices', 30, () => service.mailNotices());
  jobs.every('prune-webhooks', 3600, () => service.prune());
  jobs.every('prune-events', 3600, async () => {
    // What no delivery was made of yet is not forgotten: this throws where that failed.
    await service.collectAll();
    await events.prune();
  });
  return {
    service,
    async stop() {
      service.close();
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      });
      await Promise.race([service.idle(), patience]);
      clearTimeout(timer);
      await upstreams.close();
      await service.idle();
    },
  };
}

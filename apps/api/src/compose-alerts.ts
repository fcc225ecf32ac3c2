import type { People } from './compose-people.js';
import type { Core } from './composition.js';
import { createSeal } from './foundation/seal.js';
import { createAddressRules } from './gateway/addresses/address-rules.js';
import { createUpstreams, type Upstreams } from './gateway/upstream/upstreams.js';
import type { WalletService } from './modules/wallet/service.js';
import {
  createWalletAlertsService,
  type WalletAlertsDeps,
  type WalletAlertsService,
} from './modules/wallet-alerts/service.js';

const timeLimitMillis = 10_000;

/** Low-credit alerts, and the connections that they go out by. */
export interface Alerts {
  readonly service: WalletAlertsService;
  close(): Promise<void>;
}

/** Makes low-credit alerts, with their jobs. */
export function composeAlerts(
  { config, documents, environment, jobs, ledger, logger, secretKey }: Core,
  parts: {
    readonly people: People;
    readonly wallet: WalletService;
    readonly notify: WalletAlertsDeps['notify'];
  },
): Alerts {
  const { people, wallet, notify } = parts;
  const { apiBase } = config.telex;
  const telexOrigin = apiBase === null ? null : new URL(apiBase).origin;
  const upstreams = createUpstreams(
    createAddressRules({
      trustedOrigins: telexOrigin === null ? [] : [telexOrigin],
      allowPrivate: config.allowPrivateUpstreams,
    }),
  );
  const { randomBytes } = environment;
  const service = createWalletAlertsService({
    ...{ documents, environment, ledger, notify, appOrigin: config.appOrigin },
    ...{ organisations: people.service, mailer: people.mailer, audit: people.audit },
    seal: createSeal({ secretKey, randomBytes, purpose: 'wallet alerts' }),
    telexOrigin,
    post: (url, body) => post(upstreams, url, body),
    settle: (organisationId) => wallet.wallet(organisationId),
    onError: (error) => logger.error({ err: error }, 'low-credit alerts'),
  });
  jobs.every('send-wallet-alerts', 5, () => service.deliverDue());
  jobs.every('settle-watched-wallets', 900, () => service.settleAll());
  jobs.every('prune-wallet-alerts', 3600, () => service.prune());
  return { service, close: () => upstreams.close() };
}

async function post(
  upstreams: Pick<Upstreams, 'request'>,
  url: URL,
  body: object,
): Promise<number | string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const result = await upstreams.request({
    ...{ url, method: 'POST', headers, body: Buffer.from(JSON.stringify(body)) },
    ...{ timeLimitMillis, large: 'refuse' },
  });
  switch (result.kind) {
    case 'whole':
      return result.status;
    case 'timed_out':
      return 'Telex did not answer within ten seconds.';
    default:
      return 'Telex could not be reached.';
  }
}

import { createCaller } from './call.js';
import { type EventOptions, followEvents } from './events.js';
import type { Me, StreamEvent } from './generated/types.js';
import { createHttp } from './http.js';
import { authorisationsOf, connectionsOf, keysOf } from './nouns/access.js';
import { agentsOf } from './nouns/agents.js';
import { earningsOf, marketplaceOf, modulesOf } from './nouns/modules.js';
import { packagesOf, purchasesOf, receiptsOf } from './nouns/purchases.js';
import { chargesOf, estimatesOf, holdsOf, usageOf } from './nouns/spending.js';
import { autoTopUpOf, paymentMethodsOf, promotionsOf, walletOf } from './nouns/wallet.js';
import { webhookEndpointsOf } from './nouns/webhooks.js';
import { type ClientOptions, type RequestOptions, settingsOf } from './options.js';

/** Everything a server offers, one member per noun. */
export interface Client {
  /** The signed-in person, organisations and roles; needs a `token`. */
  me(options?: RequestOptions): Promise<Me>;
  readonly wallet: ReturnType<typeof walletOf>;
  readonly packages: ReturnType<typeof packagesOf>;
  readonly purchases: ReturnType<typeof purchasesOf>;
  readonly receipts: ReturnType<typeof receiptsOf>;
  readonly promotions: ReturnType<typeof promotionsOf>;
  readonly autoTopUp: ReturnType<typeof autoTopUpOf>;
  readonly paymentMethods: ReturnType<typeof paymentMethodsOf>;
  readonly charges: ReturnType<typeof chargesOf>;
  readonly holds: ReturnType<typeof holdsOf>;
  readonly estimates: ReturnType<typeof estimatesOf>;
  readonly usage: ReturnType<typeof usageOf>;
  readonly marketplace: ReturnType<typeof marketplaceOf>;
  readonly modules: ReturnType<typeof modulesOf>;
  readonly earnings: ReturnType<typeof earningsOf>;
  readonly keys: ReturnType<typeof keysOf>;
  readonly connections: ReturnType<typeof connectionsOf>;
  readonly authorisations: ReturnType<typeof authorisationsOf>;
  readonly agents: ReturnType<typeof agentsOf>;
  readonly webhookEndpoints: ReturnType<typeof webhookEndpointsOf>;
  /** Events of the organisation, as they happen; see `EventOptions`. */
  events(options?: EventOptions): AsyncGenerator<StreamEvent, void, undefined>;
}

/**
 * A client of one server. Amounts are decimal strings, never numbers. Calls throw
 * `TelexCreditsError`; those that move credits or money carry an Idempotency-Key that survives
 * repetitions. Throws `invalid_options`, and `key_in_browser` for an API key on a page.
 *
 * @example
 * const client = createClient({ baseUrl: 'https://credits.example.com', apiKey });
 * const { available } = await client.wallet.get();
 */
export function createClient(options: ClientOptions): Client {
  const http = createHttp(settingsOf(options));
  const caller = createCaller(http);
  return {
    me: (request?: RequestOptions) => caller.call('getMe', {}, request),
    wallet: walletOf(caller),
    packages: packagesOf(caller),
    purchases: purchasesOf(caller),
    receipts: receiptsOf(caller),
    promotions: promotionsOf(caller),
    autoTopUp: autoTopUpOf(caller),
    paymentMethods: paymentMethodsOf(caller),
    charges: chargesOf(caller),
    holds: holdsOf(caller),
    estimates: estimatesOf(caller),
    usage: usageOf(caller),
    marketplace: marketplaceOf(caller),
    modules: modulesOf(caller),
    earnings: earningsOf(caller),
    keys: keysOf(caller),
    connections: connectionsOf(caller),
    authorisations: authorisationsOf(caller),
    agents: agentsOf(http),
    webhookEndpoints: webhookEndpointsOf(caller),
    events: (follow?: EventOptions) => followEvents(http, follow),
  };
}

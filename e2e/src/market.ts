import { eventually } from './eventually.js';
import type { Person } from './person.js';

/** What the tests read of a purchase. */
export interface PurchaseView {
  readonly id: string;
  readonly status: string;
  readonly credits: string;
  readonly checkoutUrl: string | null;
}

/** What the tests read of a wallet. */
export interface WalletView {
  readonly available: string;
  readonly held: string;
  readonly posted: string;
  readonly debt: string;
}

/** Buys a package and pays at the sandbox's checkout; resolves when the credits are there. */
export async function buyByApi(person: Person, packageId = 'pkg_starter'): Promise<PurchaseView> {
  const body = { packageId, currency: 'USD', provider: 'sandbox' };
  const { id, checkoutUrl } = await person.call<PurchaseView>('/api/v1/purchases', { body });
  await fetch(checkoutUrl ?? '', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ choice: 'pay' }),
  });
  return eventually(
    async () => {
      const purchase = await person.call<PurchaseView>(`/api/v1/purchases/${id}`);
      if (purchase.status !== 'paid') {
        throw new Error(`it is ${purchase.status}`);
      }
      return purchase;
    },
    { what: `purchase ${id} to be paid` },
  );
}

/** Makes a key for the gateway and answers its secret. */
export async function newKey(person: Person, name = 'e2e'): Promise<string> {
  const body = { name, scopes: ['gateway'] };
  return (await person.call<{ secret: string }>('/api/v1/api-keys', { body })).secret;
}

/** A message to an agent, as the README's `curl` line sends it. */
function agentMessage(text: string) {
  const message = { role: 'user', parts: [{ type: 'text', text }] };
  return { jsonrpc: '2.0', id: 1, method: 'message/send', params: { message } };
}

/** Sends a text to an agent with a key, or without one through a connection URL. */
export function callAgent(
  url: string,
  options: { readonly key?: string; readonly text?: string } = {},
): Promise<Response> {
  const { key, text = 'how many words are these' } = options;
  return fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(key === undefined ? {} : { 'X-API-Key': key }),
    },
    body: JSON.stringify(agentMessage(text)),
  });
}

import { buyByApi, callAgent, newKey } from './market.js';
import { newPerson, type Person, type Place, signInByApi } from './person.js';

/** Who looks at a page. */
export type Viewer = 'nobody' | 'buyer' | 'publisher' | 'manager';

/** A page as its test needs it. */
export interface ListedPage {
  /** Its name in screenshots. */
  readonly name: string;
  readonly path: string;
  readonly viewer: Viewer;
  /** The text of its `h1`. */
  readonly title: string;
  /** A button that opens a dialog, which is looked at instead. */
  readonly opens?: string;
}

/** The people who look at pages, and what they look at. */
export interface Scene {
  readonly people: Readonly<Record<Exclude<Viewer, 'nobody'>, { email: string; password: string }>>;
  readonly pages: readonly ListedPage[];
}

const PACKAGES = ['pkg_starter', 'pkg_pro'];

/** Makes a buyer with some history, and lists every page of the dashboard with what it shows. */
export async function setScene(place: Place & { demoPassword: string }): Promise<Scene> {
  const buyer = await newPerson(place, 'Grace');
  const demo = (name: string) => ({ email: `${name}@demo.test`, password: place.demoPassword });
  for (const packageId of PACKAGES) {
    await buyByApi(buyer, packageId);
  }
  const key = await newKey(buyer, 'Nightly job');
  const usageId = await callSome(place.baseUrl, key);
  const ids = await idsOf(place, buyer);
  const as = (viewer: Viewer) => (name: string, path: string, title: string, opens?: string) => ({
    ...{ viewer, name, path, title },
    ...(opens === undefined ? {} : { opens }),
  });
  const [nobody, bought, published] = [as('nobody'), as('buyer'), as('publisher')];
  return {
    people: { buyer, publisher: demo('publisher'), manager: demo('pm') },
    pages: [
      nobody('sign-in', '/sign-in', 'Sign in'),
      nobody('sign-up', '/sign-up', 'Create an account'),
      nobody('check-email', '/check-email?email=ada@example.test', 'Check your e-mail'),
      nobody('confirmed', '/confirmed', 'Your address is confirmed'),
      nobody('not-confirmed', '/confirmed?error=INVALID_TOKEN', 'The link did not work'),
      nobody('nowhere', '/there/is/no/such/page', 'Page not found'),
      nobody('checkout', ids.checkoutPath, 'Pay Telex Credits'),
      bought('overview', '/', 'Overview'),
      bought('marketplace', '/marketplace', 'Marketplace'),
      bought('module-agent', '/marketplace/word-count', 'Word count'),
      bought('module-http', '/marketplace/text-tools', 'Text tools'),
      bought('module-chat', '/marketplace/telexai', 'Telex AI (stand-in)'),
      bought('buy', '/buy', 'Buy credits'),
      bought('purchases', '/purchases', 'Purchases'),
      bought('purchase', `/purchases/${ids.purchaseId}`, 'Purchase'),
      bought('statement', '/statement', 'Statement'),
      bought('usage', '/usage', 'Usage'),
      bought('receipt', `/usage/${usageId}`, 'Receipt'),
      bought('keys', '/keys', 'Keys and connections'),
      bought('new-key', '/keys', 'Keys and connections', 'Create key'),
      bought('connections', '/keys?show=connections', 'Keys and connections'),
      bought('limits', '/limits', 'Limits'),
      bought('members', '/members', 'Members'),
      bought('invite', '/members', 'Members', 'Invite member'),
      bought('no-modules', '/modules', 'Modules'),
      bought('no-analytics', '/analytics', 'Analytics'),
      published('modules', '/modules', 'Modules'),
      published('new-module', '/modules/new', 'New module'),
      published('own-module', `/modules/${ids.moduleId}`, 'Word count'),
      published('new-price', `/modules/${ids.moduleId}`, 'Word count', 'Add price'),
      published('earnings', '/earnings', 'Earnings'),
      as('manager')('analytics', '/analytics', 'Analytics'),
    ],
  };
}

/** A few calls of several modules; answers the last one's usage id. */
async function callSome(baseUrl: string, key: string): Promise<string> {
  for (const text of ['one', 'one two', 'one two three']) {
    await callAgent(`${baseUrl}/gateway/a2a/word-count`, { key, text });
  }
  await fetch(`${baseUrl}/gateway/http/text-tools/slugify`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
    body: JSON.stringify({ text: 'Crème brûlée' }),
  });
  const chat = await fetch(`${baseUrl}/gateway/telexai/chat`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello there' }] }),
  });
  if (!chat.ok) {
    throw new Error(`the chat answers ${chat.status}: ${await chat.text()}`);
  }
  return chat.headers.get('x-usage-id') ?? '';
}

async function idsOf(place: Place & { demoPassword: string }, buyer: Person) {
  const { id: moduleId } = await buyer.call<{ id: string }>('/api/v1/marketplace/word-count');
  await buyer.call('/api/v1/connections', { body: { moduleId, name: 'Support channel' } });
  const { data } = await buyer.call<{ data: { id: string }[] }>('/api/v1/purchases');
  // Of somebody else, who has not paid: the buyer's list would show a purchase that waits.
  const publisher = await signInByApi(place, {
    email: 'publisher@demo.test',
    password: place.demoPassword,
  });
  const body = { packageId: 'pkg_starter', currency: 'NGN', provider: 'sandbox' };
  const waiting = await publisher.call<{ checkoutUrl: string }>('/api/v1/purchases', { body });
  return {
    moduleId,
    purchaseId: data[0]?.id ?? '',
    checkoutPath: new URL(waiting.checkoutUrl).pathname,
  };
}

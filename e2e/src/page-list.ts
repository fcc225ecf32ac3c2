import {
  comparedDay,
  comparedDays,
  deadLetters,
  openDisputes,
  orderInReview,
} from './admin-answers.js';
import { eventually } from './eventually.js';
import {
  type Answers,
  disputedPurchase,
  draftModule,
  failingAlerts,
  failingEndpoint,
  pausedTopUp,
  priceNotices,
  stoppedWallet,
  telexAccount,
  telexOffered,
} from './made-answers.js';
import { buyByApi, callAgent, newKey } from './market.js';
import { newPerson, type Person, type Place, signInByApi } from './person.js';

/** Who looks at a page. */
export type Viewer = 'nobody' | 'buyer' | 'publisher' | 'manager' | 'admin';

/** What pages are about; made by `setScene`. */
interface Ids {
  readonly moduleId: string;
  readonly purchaseId: string;
  readonly usageId: string;
  readonly checkoutPath: string;
  readonly organisationId: string;
  readonly eventId: string;
}

/** A page as its test needs it. */
export interface ListedPage {
  /** Its name in screenshots. */
  readonly name: string;
  readonly viewer: Viewer;
  /** The text of its `h1`. */
  readonly title: string;
  readonly path: (ids: Ids) => string;
  /** A button that opens a dialog, which is looked at instead. */
  readonly opens?: string;
  /** Answers that are made up, for a state that this server never comes into. */
  readonly answers?: Answers;
}

/** The people who look at pages, and what they look at. */
export interface Scene {
  readonly people: Readonly<Record<Exclude<Viewer, 'nobody'>, { email: string; password: string }>>;
  readonly ids: Ids;
}

type Row = readonly [
  name: string,
  title: string,
  path: string | ((ids: Ids) => string),
  extra?: string | Answers,
];

const rows: Readonly<Record<Viewer, readonly Row[]>> = {
  nobody: [
    ['sign-in', 'Sign in', '/sign-in'],
    ['sign-up', 'Create an account', '/sign-up'],
    ['invited', 'Create an account', '/sign-up?referral=ADA23456'],
    ['forgot-password', 'Forgot your password?', '/forgot-password'],
    ['reset-password', 'Set a new password', '/reset-password?token=abc'],
    ['no-reset', 'The link did not work', '/reset-password'],
    ['check-email', 'Check your e-mail', '/check-email?email=ada@example.test'],
    ['confirmed', 'Your address is confirmed', '/confirmed'],
    ['not-confirmed', 'The link did not work', '/confirmed?error=INVALID_TOKEN'],
    ['nowhere', 'Page not found', '/there/is/no/such/page'],
    ['checkout', 'Pay Telex Credits', ({ checkoutPath }) => checkoutPath],
  ],
  buyer: [
    ['overview', 'Overview', '/'],
    ['stopped', 'Overview', '/', stoppedWallet],
    ['price-notices', 'Overview', '/', priceNotices],
    ['marketplace', 'Marketplace', '/marketplace'],
    ['module-agent', 'Word count', '/marketplace/word-count'],
    ['module-http', 'Text tools', '/marketplace/text-tools'],
    ['module-chat', 'Telex AI (stand-in)', '/marketplace/telexai'],
    ['buy', 'Buy credits', '/buy'],
    ['purchases', 'Purchases', '/purchases'],
    ['purchase', 'Purchase', ({ purchaseId }) => `/purchases/${purchaseId}`],
    ['disputed', 'Purchase', '/purchases/pur_disputed', disputedPurchase],
    ['receipts', 'Purchases', '/purchases?show=receipts'],
    ['promotions', 'Promotions', '/promotions'],
    ['statement', 'Statement', '/statement'],
    ['usage', 'Usage', '/usage'],
    ['receipt', 'Receipt', ({ usageId }) => `/usage/${usageId}`],
    ['keys', 'Keys and connections', '/keys'],
    ['new-key', 'Keys and connections', '/keys', 'Create key'],
    ['connections', 'Keys and connections', '/keys?show=connections'],
    ['authorisations', 'Authorisations', '/authorisations'],
    ['give', 'Authorisations', '/authorisations', 'Give authorisation'],
    ['limits', 'Limits', '/limits'],
    ['alerts', 'Limits', '/limits', failingAlerts],
    ['account', 'Account', '/account', telexOffered],
    ['telex-account', 'Account', '/account', telexAccount],
    ['telex-email', 'Confirm your address', '/telex-email?token=abc'],
    ['billing', 'Billing', '/billing'],
    ['top-up', 'Billing', '/billing', pausedTopUp],
    ['members', 'Members', '/members'],
    ['invite', 'Members', '/members', 'Invite member'],
    ['invitation', 'You are invited', '/invitations/inv_none'],
    ['no-webhooks', 'Webhooks', '/webhook-endpoints'],
    ['new-webhook', 'Webhooks', '/webhook-endpoints', 'Add endpoint'],
    ['webhook', 'Endpoint', '/webhook-endpoints/whe_failing', failingEndpoint],
    ['no-modules', 'Modules', '/modules'],
    ['no-analytics', 'Analytics', '/analytics'],
    ['no-orders', 'Orders', '/admin/orders'],
  ],
  publisher: [
    ['modules', 'Modules', '/modules'],
    ['new-module', 'New module', '/modules/new'],
    ['draft-module', 'Weather', '/modules/mod_draft', draftModule],
    ['own-module', 'Word count', ({ moduleId }) => `/modules/${moduleId}`],
    ['new-price', 'Word count', ({ moduleId }) => `/modules/${moduleId}`, 'Add price'],
    ['earnings', 'Earnings', '/earnings'],
  ],
  manager: [['analytics', 'Analytics', '/analytics']],
  admin: [
    ['orders', 'Orders', '/admin/orders'],
    ['order', 'Order', ({ purchaseId }) => `/admin/orders/${purchaseId}`],
    ['review', 'Order', '/admin/orders/pur_review', orderInReview],
    ['disputes', 'Disputes', '/admin/disputes', openDisputes],
    ['inbox', 'Inbox', '/admin/inbox', deadLetters],
    ['event', 'Event', ({ eventId }) => `/admin/inbox/${eventId}`],
    ['reconciliation', 'Reconciliation', '/admin/reconciliation', comparedDays],
    ['report', 'Reconciliation of 23 Nov 2026', '/admin/reconciliation/2026-11-23', comparedDay],
    ['packages', 'Packages', '/admin/packages'],
    ['new-package', 'Packages', '/admin/packages', 'New package'],
    ['codes', 'Promotion codes', '/admin/promotions'],
    ['new-code', 'Promotion codes', '/admin/promotions', 'New code'],
    ['whose-wallet', 'Adjust a wallet', '/admin/adjustments'],
    [
      'correction',
      'Adjust a wallet',
      ({ organisationId }) => `/admin/adjustments?organisationId=${organisationId}`,
    ],
    ['audit', 'Audit log', '/admin/audit'],
  ],
};

/** Every page of the dashboard, and the sandbox's checkout, with who sees it. */
export const listedPages: readonly ListedPage[] = Object.entries(rows).flatMap(([viewer, pages]) =>
  pages.map(([name, title, path, extra]) => ({
    ...{ name, title, viewer: viewer as Viewer },
    path: typeof path === 'string' ? () => path : path,
    ...(extra === undefined
      ? {}
      : typeof extra === 'string'
        ? { opens: extra }
        : { answers: extra }),
  })),
);

/** Makes a buyer with some history, so that pages have something to show. */
export async function setScene(place: Place & { demoPassword: string }): Promise<Scene> {
  const buyer = await newPerson(place, 'Grace');
  const demo = (name: string) => ({ email: `${name}@demo.test`, password: place.demoPassword });
  await buyByApi(buyer, 'pkg_starter');
  const { id: purchaseId } = await buyByApi(buyer, 'pkg_pro');
  const { id: moduleId } = await buyer.call<{ id: string }>('/api/v1/marketplace/word-count');
  await buyer.call('/api/v1/connections', { body: { moduleId, name: 'Support channel' } });
  const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const terms = { moduleId, cap: { credits: '10', period: 'month' }, expiresAt };
  await buyer.call('/api/v1/spending-authorisations', { body: { ...terms, note: 'account 7' } });
  const usageId = await callSome(place.baseUrl, await newKey(buyer, 'Nightly job'));
  const checkoutPath = await unpaidCheckout(await signInByApi(place, demo('publisher')));
  const { organisationId } = await buyer.call<{ organisationId: string }>('/api/v1/me');
  const eventId = await adminsScene(await signInByApi(place, demo('admin')));
  return {
    people: { buyer, publisher: demo('publisher'), manager: demo('pm'), admin: demo('admin') },
    ids: { moduleId, purchaseId, usageId, checkoutPath, organisationId, eventId },
  };
}

/** A code, and the newest event of the inbox, whose id is answered. */
async function adminsScene(admin: Person): Promise<string> {
  const body = { code: 'SCENE-25', name: 'Meetup in Lagos', credits: '25', maxRedemptions: 100 };
  await admin.call('/api/v1/admin/promotions', { body });
  return eventually(
    async () => {
      const { data } = await admin.call<{ data: { id: string }[] }>('/api/v1/admin/inbox');
      const [newest] = data;
      if (newest === undefined) {
        throw new Error('it is empty');
      }
      return newest.id;
    },
    { what: 'an event in the inbox' },
  );
}

/** A few calls of every module; answers the last one's usage id. */
async function callSome(baseUrl: string, key: string): Promise<string> {
  const post = async (path: string, body: object) => {
    const reply = await fetch(`${baseUrl}/gateway/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
      body: JSON.stringify(body),
    });
    if (!reply.ok) {
      throw new Error(`${path} answers ${reply.status}: ${await reply.text()}`);
    }
    return reply.headers.get('x-usage-id') ?? '';
  };
  for (const text of ['one', 'one two', 'one two three']) {
    await callAgent(`${baseUrl}/gateway/a2a/word-count`, { key, text });
  }
  await post('http/text-tools/slugify', { text: 'Crème brûlée' });
  const messages = [{ role: 'user', content: 'Hello there' }];
  return post('telexai/chat', { model: 'stand-in/small', messages });
}

async function unpaidCheckout(person: Person): Promise<string> {
  const body = { packageId: 'pkg_starter', currency: 'NGN', provider: 'sandbox' };
  const { checkoutUrl } = await person.call<{ checkoutUrl: string }>('/api/v1/purchases', { body });
  return new URL(checkoutUrl).pathname;
}

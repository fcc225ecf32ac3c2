import { demoAccounts } from '../modules/demo/seed.js';
import { type Book, createBook } from './book.js';
import { type Client, createClient, payAtCheckout, signIn, until } from './client.js';

/** What the tour is given: a fresh server with demo data, and where to print. */
export interface TourStop {
  readonly base: string;
  readonly password: string;
  readonly say: (line: string) => void;
}

/**
 * What every number must be, worked out here and not by the product. The demo's 100 credits cost
 * the platform 0.0035 USD each; a call of word-count costs half a credit, so 0.00175 USD; 80 % of
 * that are the developer's. Promotional credits go first, so the purchase stays unspent.
 */
const must = {
  promotional: '100',
  afterPurchase: '1100',
  call: '0.5',
  afterCall: '1099.5',
  collected: '0.00175',
  developer: '0.0014',
  platform: '0.00035',
  refund: '5.00',
  refundedCredits: '1000',
  atTheEnd: '99.5',
} as const;

/** Buys, calls, deducts, earns and refunds, over HTTP alone. True when every number is as it must be. */
export async function takeTour({ base, password, say }: TourStop): Promise<boolean> {
  const book = createBook(say);
  const buyer = await signIn(base, { email: demoAccounts.buyer.email, password });
  say('1. The buyer signs in; the platform gave 100 promotional credits.');
  await showWallet(book, buyer, must.promotional);
  say('2. The buyer buys the Starter Pack in the sandbox.');
  const purchaseId = await buy(buyer);
  await showWallet(book, buyer, must.afterPurchase);
  say('3. A program of the buyer calls the agent word-count through the gateway.');
  const usageId = await call(book, buyer, base);
  await showWallet(book, buyer, must.afterCall);
  say('4. The receipt says what was charged, and whose it is.');
  await showReceipt(book, buyer, usageId);
  say('5. The developer earned 80 % of what those credits were paid with.');
  const publisher = await signIn(base, { email: demoAccounts.publisher.email, password });
  await showEarnings(book, publisher);
  say('6. The purchase is unspent, so the buyer gets it back.');
  const { body: refund } = await buyer.post(`/api/v1/purchases/${purchaseId}/refunds`);
  book.check('refunded (USD)', refund.amount.amount, must.refund);
  book.check('credits taken back', refund.credits, must.refundedCredits);
  const { body: purchase } = await buyer.get(`/api/v1/purchases/${purchaseId}`);
  book.check('purchase', purchase.status, 'refunded');
  say('7. In the end:');
  await showWallet(book, buyer, must.atTheEnd);
  await showEarnings(book, publisher);
  return book.allRight();
}

async function showWallet(book: Book, buyer: Client, expected: string): Promise<void> {
  const { body } = await buyer.get('/api/v1/wallet');
  book.check('buyer, available credits', body.available, expected);
  book.check('buyer, held credits', body.held, '0');
  book.check('buyer, debt', body.debt, '0');
}

async function buy(buyer: Client): Promise<string> {
  const order = { packageId: 'pkg_starter', currency: 'USD', provider: 'sandbox' };
  const { body: purchase } = await buyer.post('/api/v1/purchases', order);
  await payAtCheckout(purchase.checkoutUrl);
  const paid = () => buyer.get(`/api/v1/purchases/${purchase.id}`);
  await until(paid, ({ body }) => body.status === 'paid');
  return purchase.id;
}

async function call(book: Book, buyer: Client, base: string): Promise<string> {
  const { body: key } = await buyer.post('/api/v1/api-keys', { name: 'Tour', mode: 'test' });
  const program = createClient(base, { 'x-api-key': key.secret });
  const message = { role: 'user', parts: [{ kind: 'text', text: 'one two three four' }] };
  const { body, headers } = await program.post('/gateway/a2a/word-count', {
    ...{ jsonrpc: '2.0', id: 1, method: 'message/send' },
    params: { message },
  });
  book.check('the agent says', body.result?.parts?.[0]?.text, '4 words, 18 characters, 1 line');
  book.check('charged', headers.get('x-credits-charged'), must.call);
  book.check('balance in the reply', headers.get('x-credits-balance'), must.afterCall);
  return headers.get('x-usage-id') ?? '';
}

async function showReceipt(book: Book, buyer: Client, usageId: string): Promise<void> {
  const { body } = await buyer.get(`/api/v1/usage/${usageId}`);
  book.check('credits', body.credits, must.call);
  book.check('from a lot that is', body.lots[0]?.kind, 'promotional');
  book.check('collected (USD)', body.collected.amount, must.collected);
  book.check("developer's share (USD)", body.developerShare.amount, must.developer);
  book.check("platform's share (USD)", body.platformShare.amount, must.platform);
  const { body: usage } = await buyer.get('/api/v1/usage?groupBy=module');
  book.check('usage in all', usage.total.credits, must.call);
}

async function showEarnings(book: Book, publisher: Client): Promise<void> {
  const { body } = await publisher.get('/api/v1/earnings');
  book.check('developer, pending (USD)', body.pending.amount, must.developer);
  book.check('developer, available (USD)', body.available.amount, '0.00');
  const { body: entries } = await publisher.get('/api/v1/earnings/entries');
  book.check('developer, earned by the call (USD)', entries.data[0]?.amount.amount, must.developer);
}

import { lookAtSandbox } from '../client.js';
import type { Bought, Stage } from '../stage.js';
import type { Scenario } from './scenario.js';

const usd = (amount: string) => ({ amount: { amount, currency: 'USD' } });
const refundsPath = ({ id }: Bought) => `/api/v1/purchases/${id}/refunds`;

async function refunded({ buyer, eventually }: Stage, bought: Bought, must: string): Promise<void> {
  const ask = async () => (await buyer.get(`/api/v1/purchases/${bought.id}`)).body.refunded.amount;
  await eventually('refunded (USD)', ask, must);
}

export const partialRefunds: Scenario = {
  name: 'partial-refunds',
  title: 'A purchase is paid back in four parts, by the buyer and by the provider',
  async play(stage) {
    const { buyer, buyAndPay, press, status, wallet, say } = stage;
    const bought = await buyAndPay();
    say('1. The buyer takes 2.00 back, then 1.00.');
    await buyer.post(refundsPath(bought), usd('2.00'));
    await wallet({ available: '600' });
    await buyer.post(refundsPath(bought), usd('1.00'));
    await wallet({ available: '400' });
    await status(bought, 'partially_refunded');
    say("2. Somebody pays 0.50 back in the provider's dashboard.");
    await press(bought, { action: 'refund', amount: '0.50' });
    await wallet({ available: '300' });
    await refunded(stage, bought, '3.50');
    say('3. The buyer takes the rest.');
    await buyer.post(refundsPath(bought));
    await wallet({ available: '0' });
    await refunded(stage, bought, '5.00');
    await status(bought, 'refunded');
  },
};

/** The button of a payment's page that lets its only refund end. */
async function endRefund(stage: Stage, bought: Bought, to: 'succeeded' | 'failed'): Promise<void> {
  const { base, admin } = stage;
  const page = await lookAtSandbox({ base, admin, paymentRef: bought.paymentRef });
  const refund = /name="refund" value="([^"]+)"/.exec(page)?.[1] ?? '';
  await stage.press(bought, { action: 'end_refund', refund, to });
}

export const refundFails: Scenario = {
  name: 'refund-fails',
  title: 'Refunds that cannot be paid back after all give the credits back',
  async play(stage) {
    const { buyer, book, buyAndPay, press, status, wallet, advance, runJob, say } = stage;
    say('1. A refund succeeds, and fails later: its credits are here again.');
    const first = await buyAndPay();
    await buyer.post(refundsPath(first));
    await wallet({ available: '0' });
    await endRefund(stage, first, 'failed');
    await wallet({ available: '1000' });
    await status(first, 'paid');
    await refunded(stage, first, '0.00');
    say('2. A refund stays pending: nobody can spend its credits meanwhile.');
    const second = await buyAndPay();
    await press(second, { action: 'start_refunds', as: 'pending' });
    const { body } = await buyer.post(refundsPath(second));
    book.check('refund', body.status, 'pending');
    await stage.eventually(
      'buyer, available credits',
      async () => (await buyer.get('/api/v1/wallet')).body.available,
      '1000',
    );
    say('3. It fails as well.');
    await endRefund(stage, second, 'failed');
    advance(3600);
    await runJob('continue-refunds');
    await wallet({ available: '2000' });
    await status(second, 'paid');
    say('4. It is asked for again, stays pending, and succeeds.');
    await buyer.post(refundsPath(second));
    await endRefund(stage, second, 'succeeded');
    advance(3600);
    await runJob('continue-refunds');
    await wallet({ available: '1000' });
    await status(second, 'refunded');
  },
};

export const refundOfSpent: Scenario = {
  name: 'refund-of-spent',
  title: 'Spent credits that are paid back become a debt, which the next purchase pays first',
  async play(stage) {
    const { admin, buyAndPay, cannotSpend, earned, spend, status, wallet, say } = stage;
    say('1. Two of 1,000 credits are spent; the developer earned 80 % of 0.01.');
    const bought = await buyAndPay();
    await spend(4);
    await wallet({ available: '998' });
    await earned('0.008');
    say('2. An admin pays all of it back: the two are owed, and the earning is taken back.');
    await admin.post(refundsPath(bought), usd('5.00'));
    await wallet({ available: '0', debt: '2' });
    await earned('0.00');
    await status(bought, 'refunded');
    await cannotSpend(402, 'wallet_in_debt');
    say('3. The next purchase pays the debt first; the developer has it back.');
    await buyAndPay();
    await wallet({ available: '998' });
    await earned('0.008');
    await spend(1);
    await wallet({ available: '997.5' });
    await earned('0.01');
  },
};

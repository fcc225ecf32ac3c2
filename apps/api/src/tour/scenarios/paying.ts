import type { Scenario } from './scenario.js';

export const declined: Scenario = {
  name: 'declined',
  title: 'A payment that is declined credits nothing, and another one can be tried',
  async play({ buy, buyAndPay, status, wallet, say }) {
    say('1. The card is declined; another one has too little money; the owner of a third says no.');
    for (const choice of ['decline', 'insufficient_funds', 'deny']) {
      await status(await buy({ choice }), 'failed');
    }
    await wallet({ available: '0' });
    say('2. The page is left, and expires.');
    await status(await buy({ choice: 'abandon' }), 'pending');
    await status(await buy({ choice: 'expire' }), 'expired');
    await wallet({ available: '0' });
    say('3. Another try is paid.');
    await buyAndPay();
    await wallet({ available: '1000' });
  },
};

export const delayed: Scenario = {
  name: 'delayed',
  title: 'A payment that takes its time is credited once it arrives',
  async play({ buy, press, status, wallet, say }) {
    say('1. Two bank transfers are on their way: no credits yet.');
    const [one, two] = [await buy({ choice: 'delay' }), await buy({ choice: 'delay' })];
    await status(one, 'processing');
    await status(two, 'processing');
    await wallet({ available: '0' });
    say('2. The first one fails.');
    await press(one, { action: 'settle', to: 'failed' });
    await status(one, 'failed');
    await wallet({ available: '0' });
    say('3. The second one arrives.');
    await press(two, { action: 'settle', to: 'paid' });
    await status(two, 'paid');
    await wallet({ available: '1000' });
  },
};

export const wrongAmount: Scenario = {
  name: 'wrong-amount',
  title: 'A payment that is not what was ordered waits for an admin',
  async play({ admin, book, buy, buyer, earned, spend, status, wallet, say }) {
    const resolve = (id: string, decision: string) =>
      admin.attempt(`/api/v1/admin/purchases/${id}/resolve`, { decision, reason: 'by the tour' });
    say('1. Half of the price is paid: nothing is credited.');
    const half = await buy({ choice: 'wrong_amount' });
    await status(half, 'review');
    await wallet({ available: '0' });
    say('2. An admin accepts it: the credits come, each for half the price.');
    book.check('decision', (await resolve(half.id, 'credit')).status, 200);
    await status(half, 'paid');
    await wallet({ available: '1000' });
    await spend(1);
    await earned('0.001');
    say('3. Another currency is never credited; an admin pays it back.');
    const other = await buy({ choice: 'wrong_currency' });
    await status(other, 'review');
    const refused = await resolve(other.id, 'credit');
    book.check(
      'crediting it',
      `${refused.status} ${refused.body.code}`,
      '409 payment_not_creditable',
    );
    book.check('decision', (await resolve(other.id, 'refund')).status, 200);
    await status(other, 'refunded');
    say('4. A payment of live mode is not taken in test mode.');
    const live = await buy({ choice: 'wrong_mode' });
    await status(live, 'review');
    await wallet({ available: '999.5' });
    const { body } = await buyer.get('/api/v1/wallet');
    book.check('lots', body.lots.length, 1);
  },
};

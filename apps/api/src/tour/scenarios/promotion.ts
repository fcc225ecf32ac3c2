import { randomBytes } from 'node:crypto';
import type { Scenario } from './scenario.js';

export const promotion: Scenario = {
  name: 'promotion',
  title: 'Promotional credits go first, and earn where the platform pays for them',
  async play({ admin, book, buyer, buyAndPay, earned, spend, status, wallet, say }) {
    const code = `TOUR-${randomBytes(4).toString('hex')}`;
    say(
      '1. An admin makes a code of one credit, which the platform pays for; the buyer redeems it.',
    );
    await admin.post('/api/v1/admin/promotions', {
      code,
      name: 'Tour',
      credits: '1',
      funded: true,
    });
    await buyer.post('/api/v1/wallet/promotions', { code });
    await wallet({ available: '1' });
    const again = await buyer.attempt('/api/v1/wallet/promotions', { code });
    book.check('once more', again.status, 409);
    await wallet({ available: '1' });
    say('2. With 1,000 bought credits next to it, it is spent first: 80 % of half of 0.0035 USD.');
    const bought = await buyAndPay();
    await spend(1);
    await wallet({ available: '1000.5' });
    await earned('0.0014');
    say('3. Three more halves: one of the promotion, two of the purchase.');
    await spend(3);
    await wallet({ available: '999' });
    await earned('0.0068');
    say('4. What is left of the purchase is given back; promotional credits never were money.');
    const { body } = await buyer.post(`/api/v1/purchases/${bought.id}/refunds`);
    book.check('refunded (USD)', body.amount.amount, '4.99');
    await status(bought, 'partially_refunded');
  },
};

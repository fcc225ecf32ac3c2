import type { Bought, Stage } from '../stage.js';
import type { Scenario } from './scenario.js';

/** Buys, spends two credits, and has the payer dispute it: the money is gone meanwhile. */
async function disputeOfSpent(stage: Stage): Promise<Bought> {
  const { buyAndPay, cannotSpend, earned, frozen, press, spend, status, wallet, say } = stage;
  say('1. Two of 1,000 credits are spent; the developer earned 80 % of 0.01.');
  const bought = await buyAndPay();
  await spend(4);
  await wallet({ available: '998' });
  await earned('0.008');
  say("2. The payer's bank asks, then disputes: spending stops.");
  await press(bought, { action: 'dispute', step: 'inquire' });
  await status(bought, 'disputed');
  await frozen();
  await cannotSpend(403, 'wallet_frozen');
  await press(bought, { action: 'dispute', step: 'open' });
  say('3. The money is withdrawn: the unspent credits go, the spent ones are owed.');
  await press(bought, { action: 'dispute', step: 'withdraw' });
  await wallet({ available: '0', debt: '2' });
  await earned('0.00');
  return bought;
}

async function win(stage: Stage, bought: Bought): Promise<void> {
  const { earned, press, status, wallet, say } = stage;
  say('4. The dispute is won and the money comes back: all is as before.');
  await press(bought, { action: 'dispute', step: 'win' });
  await press(bought, { action: 'dispute', step: 'reinstate' });
  await wallet({ available: '998' });
  await earned('0.008');
  await status(bought, 'paid');
}

export const disputeWon: Scenario = {
  name: 'dispute-won',
  title: 'A dispute that is won gives everybody back what it took',
  async play(stage) {
    await win(stage, await disputeOfSpent(stage));
    stage.say('5. Spending goes on.');
    await stage.spend(1);
    await stage.wallet({ available: '997.5' });
    await stage.earned('0.01');
  },
};

export const disputeLost: Scenario = {
  name: 'dispute-lost',
  title: 'A dispute that is lost leaves a debt, and a wallet that an admin has to open again',
  async play(stage) {
    const { admin, buyAndPay, cannotSpend, earned, press, spend, status, wallet, say } = stage;
    const bought = await disputeOfSpent(stage);
    say('4. The dispute is lost: nothing comes back.');
    await press(bought, { action: 'dispute', step: 'lose' });
    await status(bought, 'disputed');
    await wallet({ available: '0', debt: '2' });
    say('5. Another purchase pays the debt, and the developer has it back; still nobody spends.');
    await buyAndPay();
    await wallet({ available: '998' });
    await earned('0.008');
    await cannotSpend(403, 'wallet_frozen');
    say('6. An admin lifts the freeze.');
    const path = `/api/v1/admin/purchases/${bought.id}`;
    const { body } = await admin.get(path);
    const { cause } = body.freezes.find((freeze: { active: boolean }) => freeze.active);
    await admin.post(`${path}/lift-freeze`, { cause, reason: 'by the tour' });
    await spend(1);
    await wallet({ available: '997.5' });
    await earned('0.01');
  },
};

export const disputeWonThenRefunded: Scenario = {
  name: 'dispute-won-then-refunded',
  title: 'A purchase whose dispute was won is paid back like any other, once',
  async play(stage) {
    const { buyer, book, earned, status, wallet, say } = stage;
    const bought = await disputeOfSpent(stage);
    await win(stage, bought);
    say('5. The buyer gives the unspent 998 credits back: 5.00 x 998 / 1,000.');
    const { body } = await buyer.post(`/api/v1/purchases/${bought.id}/refunds`);
    book.check('refunded (USD)', body.amount.amount, '4.99');
    await wallet({ available: '0' });
    await earned('0.008');
    await status(bought, 'partially_refunded');
  },
};

export const fraudWarning: Scenario = {
  name: 'fraud-warning',
  title: "A bank's warning stops spending until an admin has looked",
  async play({ admin, buyAndPay, cannotSpend, frozen, press, spend, wallet, earned, say }) {
    say('1. A purchase is paid, and the bank warns that its card may be stolen.');
    const bought = await buyAndPay();
    await press(bought, { action: 'warn' });
    await frozen();
    await cannotSpend(403, 'wallet_frozen');
    await wallet({ available: '1000' });
    say('2. An admin looks at it and lifts the freeze.');
    const cause = `warning:${bought.id}`;
    const path = `/api/v1/admin/purchases/${bought.id}/lift-freeze`;
    await admin.post(path, { cause, reason: 'the buyer is known' });
    await spend(1);
    await wallet({ available: '999.5' });
    await earned('0.002');
  },
};

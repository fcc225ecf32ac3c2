import type { Stage } from '../stage.js';
import type { Scenario } from './scenario.js';

/** Buys with a card that is kept, and has it charged whenever fewer than 1,000 credits are left. */
async function turnOn(stage: Stage, card: string): Promise<void> {
  const { buy, buyer, status, wallet } = stage;
  await status(await buy({ choice: 'pay', card }, true), 'paid');
  await wallet({ available: '1000' });
  const { body: methods } = await buyer.get('/api/v1/payment-methods');
  const { body: rule } = await buyer.get('/api/v1/wallet/auto-top-up');
  await buyer.put('/api/v1/wallet/auto-top-up', {
    ...{ enabled: true, threshold: '1000', paymentMethodId: methods.data[0]?.id },
    refill: { kind: 'package', packageId: 'pkg_starter' },
    monthlyCap: { amount: '20.00', currency: 'USD' },
    consentTextVersion: rule.consentText.version,
  });
}

/** All top-ups of the buyer, as `paid paid`. */
function topUps({ buyer, eventually }: Stage, must: string): Promise<void> {
  const ask = async () => {
    const { body } = await buyer.get('/api/v1/purchases');
    const all: { kind: string; status: string }[] = body.data;
    return all
      .filter(({ kind }) => kind === 'auto_top_up')
      .map(({ status }) => status)
      .join(' ');
  };
  return eventually('top-ups', ask, must);
}

function rule({ buyer, eventually }: Stage, must: string): Promise<void> {
  const ask = async () => {
    const { body } = await buyer.get('/api/v1/wallet/auto-top-up');
    return `${body.spentThisMonth.amount} spent, ${body.paused?.reason ?? 'not paused'}`;
  };
  return eventually('rule', ask, must);
}

export const autoTopUp: Scenario = {
  name: 'auto-top-up',
  title: 'Twenty calls at once bring the wallet below its threshold: the card is charged once',
  async play(stage) {
    const { earned, spend, wallet, advance, runJob, say } = stage;
    say('1. A card is kept; it is charged when fewer than 1,000 credits are left.');
    await turnOn(stage, 'paid');
    say('2. Twenty calls at once.');
    await Promise.all(Array.from({ length: 20 }, () => spend(1)));
    await wallet({ available: '1990' });
    await topUps(stage, 'paid');
    await rule(stage, '5.00 spent, not paused');
    await earned('0.04');
    say('3. Two more looks at it charge nothing.');
    await runJob('auto-top-ups');
    advance(120);
    await runJob('auto-top-ups');
    await wallet({ available: '1990' });
    await topUps(stage, 'paid');
  },
};

export const autoTopUpAuthentication: Scenario = {
  name: 'auto-top-up-authentication',
  title: 'The bank wants to hear the owner of the card: top-ups rest, and a person pays',
  async play(stage) {
    const { buyAndPay, spend, wallet, advance, runJob, say } = stage;
    say('1. A card is kept whose bank asks its owner every time.');
    await turnOn(stage, 'action_required');
    await spend(1);
    await topUps(stage, 'failed');
    await rule(stage, '0.00 spent, authentication_required');
    say('2. Nothing is tried again, however often it is looked at.');
    advance(7200);
    await runJob('auto-top-ups');
    await topUps(stage, 'failed');
    await wallet({ available: '999.5' });
    say('3. A person pays.');
    await buyAndPay();
    await wallet({ available: '1999.5' });
  },
};

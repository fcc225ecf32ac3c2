import { lookAtSandbox } from '../client.js';
import type { Bought, Stage } from '../stage.js';
import type { Scenario } from './scenario.js';

/** The names of a payment's events, as its page in the sandbox's dashboard has them. */
async function eventsOf({ base, admin }: Stage, { paymentRef }: Bought): Promise<string[]> {
  const page = await lookAtSandbox({ base, admin, paymentRef });
  return [...page.matchAll(/name="event" value="([^"]+)"/g)].map(([, id = '']) => id);
}

async function statementLines({ buyer }: Stage): Promise<string> {
  const { body } = await buyer.get('/api/v1/wallet/transactions');
  return body.data.map((line: { type: string }) => line.type).join(' ');
}

export const duplicateWebhooks: Scenario = {
  name: 'duplicate-webhooks',
  title: 'Every event of a purchase comes many times and in the wrong order: it is credited once',
  async play(stage) {
    const { buy, press, status, wallet, say, eventually } = stage;
    say('1. The event comes twice.');
    const twice = await buy({ choice: 'pay', delivery: 'twice' });
    await status(twice, 'paid');
    say('2. It is sent again three times.');
    const [event = ''] = await eventsOf(stage, twice);
    for (let time = 0; time < 3; time += 1) {
      await press(twice, { action: 'resend', event });
    }
    await wallet({ available: '1000' });
    say('3. Of another purchase the newest event comes first.');
    const mixed = await buy({ choice: 'pay', delivery: 'out_of_order' });
    await status(mixed, 'paid');
    for (const old of await eventsOf(stage, mixed)) {
      await press(mixed, { action: 'resend', event: old });
    }
    await wallet({ available: '2000' });
    await eventually('statement', () => statementLines(stage), 'grant grant');
  },
};

export const lostWebhook: Scenario = {
  name: 'lost-webhook',
  title: 'No event ever comes, or only a forged one: one pass of the check credits',
  async play(stage) {
    const { buy, wallet, status, advance, runJob, say } = stage;
    say('1. Two purchases are paid; one event is lost, the other forged.');
    const lost = await buy({ choice: 'pay', delivery: 'never' });
    const forged = await buy({ choice: 'pay', delivery: 'forged' });
    await wallet({ available: '0' });
    say('2. Three minutes later the check passes, once.');
    advance(180);
    await runJob('check-purchases');
    await wallet({ available: '2000' });
    await status(lost, 'paid');
    await status(forged, 'paid');
    say('3. The lost event comes after all.');
    const [event = ''] = await eventsOf(stage, lost);
    await stage.press(lost, { action: 'resend', event });
    await wallet({ available: '2000' });
    await stage.eventually('statement', () => statementLines(stage), 'grant grant');
  },
};

import { randomUUID } from 'node:crypto';
import { Message, SendMessageRequest, TaskState } from '@a2a-js/sdk';
import {
  type Client,
  ClientFactory,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from '@a2a-js/sdk/client';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, type Rig, startRig } from '../testing/rig.js';
import { type Offered, startSdkAgent } from '../testing/sdk-agent.js';
import { eventually, json, key, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

const withKey: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('x-api-key', key);
  return fetch(input, { ...init, headers });
};

function ask(text: string, configuration?: object) {
  const message = { messageId: randomUUID(), role: 'ROLE_USER', parts: [{ text }] };
  return SendMessageRequest.fromJSON({
    message: Message.toJSON(Message.fromJSON(message)),
    ...(configuration === undefined ? {} : { configuration }),
  });
}

describe.each<Offered>(['1.0', '0.3'])('an agent of the official SDK that offers %s', (offered) => {
  let rig: Rig;
  let agent: Awaited<ReturnType<typeof startSdkAgent>>;
  let hook: StubServer;
  let client: Client;

  beforeEach(async () => {
    rig = await startRig({ ledger });
    agent = await startSdkAgent(offered);
    hook = await startStub((_req, res) => json(res, {}));
    rig.addModule({ slug: 'word-count', upstreamUrl: `${agent.stub.origin}/a2a` });
    await rig.grant('10');
    const legacyCompat = { enabled: true };
    const factory = new ClientFactory({
      transports: [new JsonRpcTransportFactory({ fetchImpl: withKey, legacyCompat })],
      cardResolver: new DefaultAgentCardResolver({ legacyCompat }),
    });
    const card = '/gateway/a2a/word-count/.well-known/agent-card.json';
    client = await factory.createFromUrl(rig.url, card);
  });
  afterEach(async () => {
    agent.finish();
    await rig.close();
    await agent.stub.close();
    await hook.close();
  });

  const available = async () => (await rig.balance()).available;

  it('is found by its card, called by the SDK’s client and charged', async () => {
    const answer = await client.sendMessage(ask('one two three'));
    expect(JSON.stringify(answer)).toContain('3 words');
    expect(await available()).toBe(parseCredits('9'));
    const posted = agent.stub.heard.at(-1);
    expect(posted?.body).toContain(offered === '1.0' ? '"SendMessage"' : '"message/send"');
  });

  it('is charged for a long task when the client fetches it finished', async () => {
    const answer = await client.sendMessage(ask('slow work', { returnImmediately: true }));
    const id = 'id' in answer ? String(answer.id) : '';
    expect(await rig.balance()).toEqual({ available: parseCredits('9'), held: parseCredits('1') });
    agent.finish();
    await eventually(async () => {
      const task = await client.getTask({ tenant: '', id });
      return task.status?.state === TaskState.TASK_STATE_COMPLETED;
    });
    expect(await rig.balance()).toEqual({ available: parseCredits('9'), held: 0n });
  });

  it('is charged for a long task by its push, which reaches the client’s own address', async () => {
    const taskPushNotificationConfig = { url: `${hook.origin}/mine`, token: 'client-token' };
    await client.sendMessage(
      ask('slow work', { returnImmediately: true, taskPushNotificationConfig }),
    );
    agent.finish();
    await eventually(async () => (await rig.balance()).held === 0n);
    await eventually(() => hook.heard.some(({ body }) => /completed/i.test(body)));
    expect(hook.heard[0]?.url).toBe('/mine');
    expect(hook.heard[0]?.headers['x-a2a-notification-token']).toBe('client-token');
    expect(await available()).toBe(parseCredits('9'));
  });

  it('is refused by name when the wallet is empty', async () => {
    await rig.ledger.submit([
      { type: 'adjust', id: 'a', walletId: 'org_buyer', credits: -parseCredits('10'), reason: 't' },
    ]);
    await expect(client.sendMessage(ask('one'))).rejects.toThrow(/1 credits|insufficient/);
  });
});

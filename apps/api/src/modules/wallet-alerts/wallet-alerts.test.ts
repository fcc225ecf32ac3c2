import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failingAfter } from '../../projector/failing-documents.js';
import { type Bench, channelUrl, openBench } from '../../testing/wallet-alerts-bench.js';

let bench: Bench;
const minute = 60_000;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

describe('a fall below a threshold', () => {
  test('is told once through every channel that is on', async () => {
    await bench.set({ email: true, webhook: true, telexChannel: { url: channelUrl } });
    await bench.spend('6');
    await bench.run();
    await bench.spend('1');
    await bench.run();
    expect(bench.mails).toMatchObject([{ to: 'ada@example.test', subject: 'Credits run low' }]);
    expect(bench.mails[0]?.text).toContain('4 credits left, which is below 5');
    expect(bench.notified).toMatchObject([{ data: { balance: '4', threshold: '5' } }]);
    expect(bench.posted).toEqual([
      {
        url: channelUrl,
        body: {
          event_name: 'Credits run low',
          message:
            'Acme  b  has 4 credits left, which is below 5. Buy more: http://dashboard.test/buy',
          status: 'error',
          username: 'Telex Credits',
        },
      },
    ]);
  });

  test('is told again only after the balance was back at the threshold', async () => {
    await bench.set({ email: true });
    await bench.spend('6');
    await bench.grant('0.999999');
    await bench.spend('0.5');
    await bench.run();
    expect(bench.mails).toHaveLength(1);
    await bench.grant('0.500001');
    await bench.spend('0.000001');
    await bench.run();
    expect(bench.mails).toHaveLength(2);
  });

  test('past several thresholds at once is one alert, for the lowest', async () => {
    await bench.set({ email: true, thresholds: ['8', '2', '5'] });
    await bench.spend('9');
    await bench.run();
    expect(bench.mails.map(({ text }) => /below \d+/.exec(text)?.[0])).toEqual(['below 2']);
  });

  test('is none while a call only holds credits and gives them back', async () => {
    await bench.set({ email: true });
    await bench.holdAndRelease('9');
    await bench.run();
    expect(bench.mails).toEqual([]);
  });

  test('is none where the balance was below when the threshold was set', async () => {
    await bench.set({ email: true, thresholds: ['50'] });
    await bench.spend('1');
    await bench.run();
    expect(bench.mails).toEqual([]);
  });

  test('that happened before the rule was changed is told by the rule of then', async () => {
    await bench.set({ email: true, thresholds: ['5'] });
    await bench.spend('6');
    await bench.set({ email: true, thresholds: ['1'] });
    await bench.run();
    expect(bench.mails.map(({ text }) => /below \d+/.exec(text)?.[0])).toEqual(['below 5']);
  });

  test('by credits that expire is found without a call', async () => {
    await bench.grant('100', new Date(bench.clock.time + 10 * minute).toISOString());
    await bench.set({ email: true, thresholds: ['50'] });
    bench.clock.time += 11 * minute;
    await bench.service.settleAll();
    await bench.run();
    expect(bench.mails).toHaveLength(1);
  });

  test('is found in no journal of a wallet that set nothing', async () => {
    await bench.spend('9');
    await bench.run();
    expect(await bench.service.get('org_1')).toMatchObject({ thresholds: [] });
    expect(bench.mails).toEqual([]);
  });
});

describe('a crash', () => {
  test('at any write neither loses a fall nor makes two of it', async () => {
    await bench.set({ email: true, webhook: true, telexChannel: { url: channelUrl } });
    await bench.spend('6');
    await bench.grant('6');
    await bench.spend('6');
    for (let writes = 0; writes < 12; writes += 1) {
      const dying = bench.another(failingAfter(bench.documents, writes));
      await dying.follower.catchUp().catch(() => undefined);
      await dying.deliverDue().catch(() => undefined);
    }
    bench.clock.time += 60 * minute;
    await bench.run();
    const ids = new Set(bench.notified.map(({ id }) => id));
    expect(ids.size).toBe(2);
  });

  test('of one of two processes at the same work leaves one alert a fall', async () => {
    await bench.set({ webhook: true });
    await bench.spend('6');
    const other = bench.another();
    await Promise.all([bench.service, other].map((one) => one.follower.catchUp()));
    await Promise.all([bench.service, other].map((one) => one.deliverDue()));
    expect(bench.notified).toHaveLength(1);
  });
});

describe('a channel that fails', () => {
  test('is tried again after 1, 5, 30 and 120 minutes, and shows its problem until it works', async () => {
    await bench.set({ telexChannel: { url: channelUrl } });
    await bench.spend('6');
    bench.telex.answer = 500;
    await bench.run();
    const state = async () => (await bench.service.get('org_1')).telexChannel;
    const reason = 'Telex answered with status 500.';
    expect(await state()).toMatchObject({ lastSentAt: null, lastProblem: { reason } });
    await bench.run();
    expect(bench.posted).toHaveLength(1);
    bench.clock.time += minute + 1000;
    await bench.run();
    expect(bench.posted).toHaveLength(2);
    bench.telex.answer = 202;
    bench.clock.time += 5 * minute + 1000;
    await bench.run();
    expect(bench.posted).toHaveLength(3);
    expect(await state()).toMatchObject({ lastProblem: null, lastSentAt: expect.any(String) });
    bench.clock.time += 24 * 60 * minute;
    await bench.run();
    expect(bench.posted).toHaveLength(3);
  });

  test('is given up after five attempts, and holds no other channel up', async () => {
    await bench.set({ email: true, telexChannel: { url: channelUrl } });
    await bench.spend('6');
    bench.telex.answer = 'Telex could not be reached.';
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await bench.run();
      bench.clock.time += 121 * minute;
    }
    expect(bench.posted).toHaveLength(5);
    expect(bench.mails).toHaveLength(1);
  });

  test('that was turned off meanwhile is told nothing more', async () => {
    await bench.set({ email: true });
    await bench.spend('6');
    bench.post.works = false;
    await bench.run();
    await bench.set({ email: false });
    bench.post.works = true;
    bench.clock.time += 2 * minute;
    await bench.run();
    expect(bench.mails).toEqual([]);
  });
});

describe('the webhook of a channel', () => {
  test.each([
    'http://ping.telex.im/v1/webhooks/abc',
    'https://ping.telex.im/v1/webhooks/',
    'https://ping.telex.im/v1/webhooks/abc/more',
    'https://ping.telex.im/v1/a2a/webhooks/abc',
    'https://ping.telex.im/v1/webhooks/abc?to=http://169.254.169.254/',
    'https://ping.telex.im:8443/v1/webhooks/abc',
    'https://user:word@ping.telex.im/v1/webhooks/abc',
    'https://ping.telex.im@evil.test/v1/webhooks/abc',
    'https://telex.im.evil.test/v1/webhooks/abc',
    'https://nottelex.im/v1/webhooks/abc',
    'https://127.0.0.1/v1/webhooks/abc',
    'http://169.254.169.254/v1/webhooks/abc',
    'http://127.0.0.1:5000/v1/webhooks/abc',
    'file:///v1/webhooks/abc',
    'nonsense',
  ])('cannot be %s', async (url) => {
    const setting = bench.set({ telexChannel: { url } });
    await expect(setting).rejects.toMatchObject({ status: 400, code: 'telex_channel_not_allowed' });
  });

  test('may be the operator’s own Telex’s, and is kept when it is not sent again', async () => {
    const url = 'http://127.0.0.1:4999/v1/webhooks/abcd';
    await bench.set({ telexChannel: { url } });
    const kept = await bench.set({ telexChannel: {} });
    expect(kept.telexChannel).toMatchObject({
      enabled: true,
      hint: '127.0.0.1:4999/v1/webhooks/…abcd',
    });
    await bench.spend('6');
    await bench.run();
    expect(bench.posted.map((one) => one.url)).toEqual([url]);
  });

  test('must be sent where none is known', async () => {
    const setting = bench.set({ telexChannel: {} });
    await expect(setting).rejects.toMatchObject({ status: 400, code: 'telex_channel_missing' });
  });
});

describe('a test message', () => {
  test('says that it is one, answers how it went, and is no alert', async () => {
    await bench.set({ email: true, telexChannel: { url: channelUrl } });
    expect(await bench.service.test('org_1', 'telexChannel')).toEqual({
      sent: true,
      problem: null,
    });
    expect(bench.posted).toMatchObject([
      { body: { status: 'success', username: 'Telex Credits' } },
    ]);
    bench.clock.time += minute;
    bench.post.works = false;
    expect(await bench.service.test('org_1', 'email')).toEqual({
      sent: false,
      problem: 'The mail could not be sent.',
    });
  });

  test('comes once in 30 seconds, and only through what is on', async () => {
    await bench.set({ email: true });
    const off = bench.service.test('org_1', 'telexChannel');
    await expect(off).rejects.toMatchObject({ status: 409, code: 'alert_channel_off' });
    await bench.service.test('org_1', 'email');
    const soon = bench.service.test('org_1', 'email');
    await expect(soon).rejects.toMatchObject({ status: 429, code: 'rate_limited' });
    bench.clock.time += 30_000;
    expect(await bench.service.test('org_1', 'email')).toMatchObject({ sent: true });
  });
});

test('what was told is forgotten after 30 days, and not told again', async () => {
  await bench.set({ email: true });
  await bench.spend('6');
  await bench.run();
  bench.clock.time += 31 * 24 * 60 * minute;
  await bench.service.prune();
  await bench.run();
  expect(bench.mails).toHaveLength(1);
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json, type StubServer, startStub } from '../../gateway/testing/stub.js';
import {
  ada,
  type BenchProcess,
  openWebhookBench,
  type WebhookBench,
} from '../../testing/webhook-bench.js';

let bench: WebhookBench;
let receiver: StubServer;
let process: BenchProcess;

beforeEach(async () => {
  bench = await openWebhookBench();
  receiver = await startStub((_req, res) => json(res, { ok: true }));
  process = bench.start();
});
afterEach(async () => {
  await bench.close();
  await receiver.close();
});

const publish = (number: number) =>
  process.events.publish(ada.organisationId, 'purchase.updated', { id: `pur_${number}` });
const answer = (status: number, headers: Record<string, string> = {}) => {
  receiver.behave = (_req, res) => {
    res.writeHead(status, headers);
    res.end('so it is');
  };
};
const endpointNow = (id: string) => process.webhooks.endpoints.get(ada, id);

describe('what an endpoint answers', () => {
  it('counts as delivered with any 2xx, and with nothing else', async () => {
    const { id } = await process.endpoint(receiver.origin);
    for (const status of [200, 204, 299, 300, 404, 500]) {
      answer(status);
      await publish(status);
      await process.work();
    }
    const statuses = (await process.deliveries(id)).map(({ status, attempts }) => [
      ...[attempts[0]?.status, status],
    ]);
    expect(Object.fromEntries(statuses)).toEqual({
      ...{ 200: 'delivered', 204: 'delivered', 299: 'delivered' },
      ...{ 300: 'waiting', 404: 'waiting', 500: 'waiting' },
    });
  });

  it('is not followed when it is a redirect', async () => {
    const { id } = await process.endpoint(receiver.origin);
    answer(307, { location: `${receiver.origin}/elsewhere` });
    await publish(1);
    await process.work();
    expect(receiver.heard.map(({ url }) => url)).toEqual(['/hook']);
    const [delivery] = await process.deliveries(id);
    expect(delivery?.attempts[0]?.error).toContain('redirects are not followed');
  });

  it('can ask for more time with Retry-After, but for no more than a day', async () => {
    const pauses: number[] = [];
    const inTwoHours = new Date(Date.now() + 7_200_000).toUTCString();
    for (const wish of ['3600', '1', inTwoHours, '999999', '-5', 'soon']) {
      const { id } = await process.endpoint(receiver.origin);
      answer(503, { 'retry-after': wish });
      await publish(pauses.length);
      await process.work();
      const [delivery] = await process.deliveries(id);
      pauses.push((Date.parse(delivery?.nextAttemptAt ?? '') - Date.now()) / 1000);
      await process.webhooks.endpoints.remove(ada, id);
    }
    expect(pauses).toEqual([3600, 5, 7200, 86_400, 5, 5]);
  });

  it('disables it at once when it is 410, and its people are told', async () => {
    const { id } = await process.endpoint(receiver.origin);
    answer(410);
    await publish(1);
    await process.work();
    expect(await endpointNow(id)).toMatchObject({ enabled: false, disabledReason: 'gone' });
    await publish(2);
    await process.work();
    expect(receiver.heard).toHaveLength(1);
    const states = (await process.deliveries(id)).map(({ status }) => status);
    expect(states.sort()).toEqual(['failed', 'skipped']);
    await process.webhooks.mailNotices();
    await process.webhooks.mailNotices();
    expect(bench.mails.map(({ to }) => to)).toEqual(['ada@example.test', 'bob@example.test']);
    expect(bench.mails[0]?.text).toMatch(
      /410 Gone.*https:\/\/app\.example\.test\/webhook-endpoints/s,
    );
    expect(bench.audit).toContainEqual(
      expect.objectContaining({ action: 'webhook_endpoint.disabled', objectId: id }),
    );
  });
});

describe('an endpoint that fails', () => {
  it('is disabled when a message is given up and nothing came through for five days', async () => {
    const { id } = await process.endpoint(receiver.origin);
    answer(500);
    const begun = Date.now();
    await publish(0);
    for (let hours = 0; (await endpointNow(id)).enabled; hours += 6) {
      expect(hours).toBeLessThan(24 * 14);
      await publish(hours + 1);
      await process.work();
      bench.advance(6 * 3600);
    }
    expect(Date.now() - begun).toBeGreaterThanOrEqual(5 * 86_400_000);
    expect(await endpointNow(id)).toMatchObject({
      ...{ disabledReason: 'failing', failingSince: '2026-11-25T10:00:00.000Z' },
    });
    await process.webhooks.mailNotices();
    expect(bench.mails).toHaveLength(2);
  });

  it('goes on while anything comes through', async () => {
    const { id } = await process.endpoint(receiver.origin);
    for (let day = 0; day < 12; day += 1) {
      answer(500);
      await publish(day);
      await process.work();
      expect((await endpointNow(id)).failingSince).not.toBeNull();
      if (day % 4 === 3) {
        answer(200);
        await publish(100 + day);
        await process.work();
        expect((await endpointNow(id)).failingSince).toBeNull();
      }
      bench.advance(86_400);
    }
    expect((await endpointNow(id)).enabled).toBe(true);
  });

  it('resumes when it is enabled, and gets what it missed when that is asked for', async () => {
    const { id } = await process.endpoint(receiver.origin);
    answer(410);
    const since = new Date().toISOString();
    await publish(1);
    await process.work();
    await publish(2);
    await process.work();
    answer(200);
    await expect(process.webhooks.deliveries.redeliverFailed(ada, id, since)).rejects.toMatchObject(
      { status: 409, code: 'webhook_endpoint_disabled' },
    );
    const enabled = await process.webhooks.endpoints.change(ada, id, { enabled: true });
    expect(enabled).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
    await publish(3);
    await process.work();
    expect(receiver.heard.map(({ body }) => JSON.parse(body).data.id)).toEqual(['pur_1', 'pur_3']);
    const again = await process.webhooks.deliveries.redeliverFailed(ada, id, since);
    expect(again).toEqual({ redelivered: 2, more: false });
    await process.webhooks.idle();
    const states = (await process.deliveries(id)).map(({ status }) => status);
    expect(states).toEqual(['delivered', 'delivered', 'delivered']);
    const [first, , ...missed] = receiver.heard;
    const idOf = (heard: typeof first) => heard?.headers['webhook-id'];
    expect(missed.map(idOf)).toContain(idOf(first));
  });

  it('keeps nobody else waiting, however many deliveries hang', async () => {
    const dead = await startStub(() => {
      // Never answers.
    });
    await process.endpoint(dead.origin);
    const { id } = await process.endpoint(receiver.origin);
    for (let number = 0; number < 100; number += 1) {
      await publish(number);
    }
    await process.webhooks.collectAll();
    await process.webhooks.deliverDue();
    await vi.waitFor(
      async () => {
        const { data } = await process.webhooks.deliveries.list(ada, id, {
          ...{ limit: 200, status: 'delivered' },
        });
        expect(data).toHaveLength(100);
      },
      { timeout: 30_000, interval: 20 },
    );
    expect(dead.heard.length).toBeLessThanOrEqual(8);
    await process.stop();
    await dead.close();
  });
});

describe('people', () => {
  it('test an endpoint and are told how it went, also when it is disabled', async () => {
    const { id } = await process.endpoint(receiver.origin, { eventTypes: ['usage.created'] });
    answer(201);
    const good = await process.webhooks.deliveries.test(ada, id);
    expect(good).toMatchObject({
      ...{ type: 'webhook.test', status: 'delivered' },
      attempts: [{ status: 201, error: null, response: 'so it is' }],
    });
    await process.webhooks.endpoints.change(ada, id, { enabled: false });
    answer(500);
    const bad = await process.webhooks.deliveries.test(ada, id);
    expect(bad).toMatchObject({ status: 'failed', nextAttemptAt: null });
    expect(await endpointNow(id)).toMatchObject({ failingSince: null });
    bench.advance(30 * 86_400);
    await process.work();
    expect(receiver.heard).toHaveLength(2);
  });

  it('send a delivery again under the same id, whether it came through or not', async () => {
    const { id } = await process.endpoint(receiver.origin);
    await publish(1);
    await process.work();
    const [delivery = expect.fail('none')] = await process.deliveries(id);
    answer(500);
    const again = await process.webhooks.deliveries.redeliver(ada, id, delivery.id);
    expect(again).toMatchObject({ status: 'waiting', deliveredAt: delivery.deliveredAt });
    expect(again.attempts.map(({ status }) => status)).toEqual([200, 500]);
    answer(200);
    bench.advance(5);
    await process.work();
    const ids = receiver.heard.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual(Array(3).fill(delivery.messageId));
  });

  it('see the log of their own endpoint, by status and page, for thirty days', async () => {
    const { id } = await process.endpoint(receiver.origin);
    for (let number = 0; number < 5; number += 1) {
      answer(number < 3 ? 200 : 500);
      await publish(number);
      await process.work();
      bench.advance(1);
    }
    const list = (query: object) =>
      process.webhooks.deliveries.list(ada, id, { limit: 2, ...query });
    const first = await list({ status: 'delivered' });
    const rest = await list({ status: 'delivered', cursor: first.nextCursor });
    const at = [...first.data, ...rest.data].map(({ createdAt }) => createdAt);
    expect(at).toHaveLength(3);
    expect(at).toEqual([...at].sort().reverse());
    expect((await list({ status: 'waiting' })).data).toHaveLength(2);
    const eve = { organisationId: 'org_eve', actorId: 'usr_eve' };
    await expect(
      process.webhooks.deliveries.get(eve, id, first.data[0]?.id ?? ''),
    ).rejects.toMatchObject({ status: 404 });
    bench.advance(30 * 86_400);
    await process.webhooks.prune();
    expect((await list({})).data).toEqual([]);
  });
});

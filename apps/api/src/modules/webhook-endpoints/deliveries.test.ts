import { verifyWebhook } from '@telex-credits/sdk';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Heard, json, type StubServer, startStub } from '../../gateway/testing/stub.js';
import { failingAfter } from '../../projector/failing-documents.js';
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

const paid = (number: number) => ({ id: `pur_${number}`, status: 'paid' });
const publish = (number: number) =>
  process.events.publish(ada.organisationId, 'purchase.updated', paid(number));
const idsOf = (heard: readonly Heard[]) => heard.map(({ headers }) => headers['webhook-id']);
const bodiesOf = (heard: readonly Heard[]) => heard.map(({ body }) => JSON.parse(body));

describe('a delivery', () => {
  it('is signed as Standard Webhooks has it: their library and our SDK take it', async () => {
    const { secret } = await process.endpoint(receiver.origin);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await publish(1);
    await process.work();
    const [{ headers, body, method, url } = expect.fail('nothing came')] = receiver.heard;
    expect([method, url]).toEqual(['POST', '/hook']);
    const event = {
      type: 'purchase.updated',
      timestamp: '2026-11-25T10:00:00.000Z',
      data: paid(1),
    };
    const textual = headers as Record<string, string>;
    expect(new Webhook(secret).verify(body, textual)).toEqual(event);
    expect(await verifyWebhook(secret, headers, body)).toEqual(event);
    await expect(verifyWebhook(secret, headers, body.replace('paid', 'void'))).rejects.toThrow();
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_[0-9A-Za-z]{23}$/),
      'webhook-timestamp': String(Date.parse('2026-11-25T10:00:00.000Z') / 1000),
    });
  });

  it('is signed with both secrets while a rotation overlaps, then with the new one alone', async () => {
    const { id, secret: old } = await process.endpoint(receiver.origin);
    const rotated = await process.webhooks.endpoints.rotate(ada, id, undefined);
    expect(rotated.secret).not.toBe(old);
    expect(rotated.previousSecretUntil).toBe('2026-11-26T10:00:00.000Z');
    const verified = ({ headers, body }: Heard, secret: string) => {
      try {
        new Webhook(secret).verify(body, headers as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    };
    const both = [old, rotated.secret];
    await publish(1);
    await process.work();
    const [during = expect.fail('nothing came')] = receiver.heard;
    expect(during.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    expect(both.map((secret) => verified(during, secret))).toEqual([true, true]);
    bench.advance(86_400);
    await publish(2);
    await process.work();
    const after = receiver.heard[1] ?? expect.fail('nothing came');
    expect(after.headers['webhook-signature']).toMatch(/^v1,\S+$/);
    expect(both.map((secret) => verified(after, secret))).toEqual([false, true]);
  });

  it('is made of every event since the endpoint is there, of the types that it wants', async () => {
    await publish(0);
    const all = await process.endpoint(receiver.origin);
    const some = await process.endpoint(receiver.origin, { eventTypes: ['wallet.updated'] });
    await publish(1);
    await process.events.publish('org_eve', 'purchase.updated', paid(666));
    await process.events.publish(ada.organisationId, 'wallet.updated', { available: '1' });
    await process.work();
    const types = async (id: string) => (await process.deliveries(id)).map(({ type }) => type);
    expect((await types(all.id)).sort()).toEqual(['purchase.updated', 'wallet.updated']);
    expect(await types(some.id)).toEqual(['wallet.updated']);
    expect(JSON.stringify(receiver.heard)).not.toContain('pur_666');
    // Both endpoints are told of the same event under the same id.
    expect(new Set(idsOf(receiver.heard)).size).toBe(2);
  });

  it('starts as soon as an event is stored, without waiting for a job', async () => {
    await process.endpoint(receiver.origin);
    await publish(1);
    await process.webhooks.idle();
    expect(bodiesOf(receiver.heard)).toMatchObject([{ data: paid(1) }]);
  });

  it('can be made by another module, once however often it tells', async () => {
    const { id } = await process.endpoint(receiver.origin, { eventTypes: ['wallet.low_balance'] });
    await process.endpoint(receiver.origin, { eventTypes: ['usage.created'] });
    const at = '2026-11-25T09:59:59.000Z';
    const data = { available: '4', threshold: '5' };
    const alert = { type: 'wallet.low_balance', id: 'alert_1', at, data } as const;
    await process.webhooks.notify(ada.organisationId, alert);
    await process.webhooks.notify(ada.organisationId, alert);
    await process.webhooks.notify(ada.organisationId, { ...alert, id: 'alert_2' });
    await process.webhooks.idle();
    expect(await process.deliveries(id)).toHaveLength(2);
    const body = { type: 'wallet.low_balance', timestamp: at, data };
    expect(bodiesOf(receiver.heard)).toEqual([body, body]);
  });
});

describe('what fails', () => {
  it('is tried ten times, at the stated times, under one id and with fresh signatures', async () => {
    const { id, secret } = await process.endpoint(receiver.origin);
    receiver.behave = (_req, res) => json(res, 'not now', 500);
    await publish(1);
    await process.work();
    const pauses = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (const [index, pause] of pauses.entries()) {
      bench.advance(pause - 1);
      await process.work();
      expect(receiver.heard).toHaveLength(index + 1);
      bench.advance(1);
      await process.work();
      expect(receiver.heard).toHaveLength(index + 2);
      const { headers, body } = receiver.heard.at(-1) ?? expect.fail('nothing came');
      new Webhook(secret).verify(body, headers as Record<string, string>);
    }
    bench.advance(30 * 86_400);
    await process.work();
    expect(receiver.heard).toHaveLength(10);
    expect(new Set(idsOf(receiver.heard)).size).toBe(1);
    const [delivery] = await process.deliveries(id);
    expect(delivery).toMatchObject({ status: 'failed', nextAttemptAt: null });
    expect(delivery?.attempts).toHaveLength(10);
  });
});

describe('after a crash', () => {
  it('nothing is lost and nothing made twice, whichever write was the last', async () => {
    const { id } = await process.endpoint(receiver.origin);
    for (let number = 0; number < 5; number += 1) {
      await publish(number);
    }
    await process.stop();
    for (let writes = 0; writes < 20; writes += 1) {
      const killed = bench.start({ store: (documents) => failingAfter(documents, writes) });
      await killed.work().catch(() => {});
      await killed.stop();
    }
    process = bench.start();
    // What was taken when a process died is due again when its lease ends.
    bench.advance(61);
    await process.work();
    const deliveries = await process.deliveries(id);
    expect(deliveries.map(({ status }) => status)).toEqual(Array(5).fill('delivered'));
    const told = new Map(
      receiver.heard.map(({ headers, body }) => [headers['webhook-id'], JSON.parse(body).data.id]),
    );
    expect([...told.values()].sort()).toEqual(['pur_0', 'pur_1', 'pur_2', 'pur_3', 'pur_4']);
  });
});

describe('two processes at once', () => {
  it('send every delivery once', async () => {
    const { id } = await process.endpoint(receiver.origin);
    for (let number = 0; number < 60; number += 1) {
      await process.events.publish('org_ada', 'purchase.updated', paid(number));
    }
    const other = bench.start();
    await Promise.all([process.work(), other.work()]);
    await Promise.all([process.work(), other.work()]);
    expect(receiver.heard).toHaveLength(60);
    expect(new Set(idsOf(receiver.heard)).size).toBe(60);
    const { data } = await other.webhooks.deliveries.list(ada, id, {
      ...{ limit: 200, status: 'delivered' },
    });
    expect(data).toHaveLength(60);
    expect(bench.errors).toEqual([]);
  });
});

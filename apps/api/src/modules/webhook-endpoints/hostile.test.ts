import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResolvedAddress } from '../../gateway/addresses/address-rules.js';
import { listen, type StubServer, startStub } from '../../gateway/testing/stub.js';
import { ada, openWebhookBench, type WebhookBench } from '../../testing/webhook-bench.js';

let bench: WebhookBench;
let receiver: StubServer;

beforeEach(async () => {
  bench = await openWebhookBench();
  receiver = await startStub((_req, res) => res.end());
});
afterEach(async () => {
  await bench.close();
  await receiver.close();
});

describe('an address', () => {
  const publicAddress = [{ address: '93.184.215.14', family: 4 }];

  it('that is private in any spelling, plain http, or has credentials is refused', async () => {
    const process = bench.start({
      resolve: async (name) =>
        name === 'inside.example' ? [{ address: '10.1.2.3', family: 4 }] : publicAddress,
    });
    const { id } = await process.endpoint('https://hooks.example');
    for (const url of [
      ...['http://hooks.example', 'https://127.0.0.1', 'https://2130706433', 'https://0x7f.1'],
      ...['https://[::ffff:169.254.169.254]', 'https://localhost', 'https://inside.example'],
      ...['https://user:secret@hooks.example', 'ftp://hooks.example', 'hooks.example'],
      ...['https://hooks.example:22', 'https://100.64.0.1'],
    ]) {
      const refusal = { status: 400, code: 'upstream_not_allowed' };
      await expect(process.endpoint(url), url).rejects.toMatchObject(refusal);
      const change = process.webhooks.endpoints.change(ada, id, { url });
      await expect(change, url).rejects.toMatchObject(refusal);
    }
    expect((await process.webhooks.endpoints.get(ada, id)).url).toBe('https://hooks.example/hook');
  });

  it('whose name leads to a private one later is not connected to', async () => {
    let answer: readonly ResolvedAddress[] = publicAddress;
    const process = bench.start({ resolve: async () => answer });
    let connections = 0;
    const inside = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    const { port } = new URL(await listen(inside));
    const { id } = await process.endpoint(`https://hooks.example:${port}`);
    answer = [{ address: '127.0.0.1', family: 4 }];
    await process.events.publish(ada.organisationId, 'purchase.updated', { id: 'pur_1' });
    await process.work();
    const [delivery] = await process.deliveries(id);
    expect(delivery?.attempts[0]?.error).toContain('private or reserved');
    expect(connections).toBe(0);
    inside.close();
  });
});

describe('an answer', () => {
  it('without an end is cut off after what is kept of it', async () => {
    const process = bench.start();
    const { id } = await process.endpoint(receiver.origin);
    let closed = false;
    receiver.behave = (_req, res) => {
      res.writeHead(200);
      const timer = setInterval(() => res.write('x'.repeat(1000)), 1);
      res.on('close', () => {
        closed = true;
        clearInterval(timer);
      });
    };
    const delivery = await process.webhooks.deliveries.test(ada, id);
    expect(delivery).toMatchObject({ status: 'delivered' });
    expect(delivery.attempts[0]?.response).toBe('x'.repeat(2048));
    await vi.waitFor(() => expect(closed).toBe(true), { timeout: 30_000, interval: 20 });
  });

  it('that drips is read no longer than the time limit', async () => {
    const process = bench.start({ timeLimitMillis: 300 });
    const { id } = await process.endpoint(receiver.origin);
    receiver.behave = (_req, res) => {
      const timer = setInterval(() => res.write('.'), 20);
      res.on('close', () => clearInterval(timer));
    };
    const drips = await process.webhooks.deliveries.test(ada, id);
    expect(drips.attempts[0]?.response).toMatch(/^\.+$/);
    receiver.behave = () => {
      // Takes the request and says nothing.
    };
    const silent = await process.webhooks.deliveries.test(ada, id);
    expect(silent).toMatchObject({
      ...{ status: 'failed', attempts: [{ status: null, response: null }] },
    });
    expect(silent.attempts[0]?.error).toBe('It did not answer within 0.3 seconds.');
  });

  it('that is packed is not unpacked, and what is no text is not shown', async () => {
    const process = bench.start();
    const { id } = await process.endpoint(receiver.origin);
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    for (const headers of [{ 'content-encoding': 'gzip' }, {}]) {
      receiver.behave = (_req, res) => {
        res.writeHead(200, headers);
        res.end(bomb);
      };
      const delivery = await process.webhooks.deliveries.test(ada, id);
      expect(delivery.attempts[0]).toMatchObject({ status: 200, response: null });
    }
  });
});

describe('a secret', () => {
  it('is shown once, stored encrypted, and in nothing that is told', async () => {
    const process = bench.start();
    const { id, secret } = await process.endpoint(receiver.origin);
    const { secret: second } = await process.webhooks.endpoints.rotate(ada, id, undefined);
    await process.webhooks.deliveries.test(ada, id);
    const told = JSON.stringify([
      await process.webhooks.endpoints.get(ada, id),
      await process.webhooks.endpoints.list(ada.organisationId, { limit: 10 }),
      await process.webhooks.deliveries.list(ada, id, { limit: 10 }),
      ...[bench.audit, bench.errors.map(String), receiver.heard],
    ]);
    await process.stop();
    const files = await readdir(bench.folder);
    const stored = await Promise.all(
      files.map((file) => readFile(join(bench.folder, file), 'latin1')),
    );
    for (const hidden of [secret, second].map((text) => text.slice('whsec_'.length))) {
      expect(told).not.toContain(hidden);
      expect(stored.join('')).not.toContain(hidden);
    }
    expect(stored.join('')).toContain(id);
  });
});

it('an organisation has at most twenty endpoints, also when they are made at once', async () => {
  const process = bench.start();
  const made = await Promise.allSettled(
    Array.from({ length: 25 }, () => process.endpoint(receiver.origin)),
  );
  const refused = made.filter((one) => one.status === 'rejected');
  expect(refused).toHaveLength(5);
  expect(refused[0]?.reason).toMatchObject({ status: 409, code: 'too_many_webhook_endpoints' });
});

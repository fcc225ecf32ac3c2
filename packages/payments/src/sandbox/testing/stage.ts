import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { WebhookRefused } from '../../errors.js';
import type { CheckoutOrder, ProviderEvent } from '../../provider.js';
import { createSandbox, type Sandbox } from '../sandbox.js';
import { deriveSandboxSecrets } from '../secrets.js';

/** A sandbox over HTTP, with a clock that the test moves and a shop that writes events down. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly base: string;
  /** Events whose signature was good, in the order of their coming. */
  readonly received: ProviderEvent[];
  /** How many were refused. */
  readonly refused: { count: number };
  readonly clock: { time: number };
  order(change?: Partial<CheckoutOrder>): CheckoutOrder;
  /** Starts an order and chooses on its page; answers the payment's name. */
  checkout(
    form: Readonly<Record<string, string>>,
    change?: Partial<CheckoutOrder>,
  ): Promise<string>;
  choose(paymentRef: string, form: Readonly<Record<string, string>>): Promise<Response>;
  /** Presses a button of the dashboard. */
  press(paymentRef: string, form: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

/** Opens a stage; whoever sends `x-operator: yes` is an operator. */
export async function openStage(): Promise<Stage> {
  const clock = { time: Date.parse('2026-11-24T10:00:00Z') };
  const now = () => new Date(clock.time);
  const documents = openSqliteDocuments(':memory:');
  const received: ProviderEvent[] = [];
  const refused = { count: 0 };
  let ids = 0;
  let base = '';
  const sandbox = createSandbox({
    documents,
    environment: {
      now,
      newId(prefix) {
        ids += 1;
        return `${prefix}_${String(ids).padStart(6, '0')}`;
      },
    },
    ...{ secrets: deriveSandboxSecrets('a secret of this test'), merchant: 'Telex Credits' },
    ...{ serverUrl: () => base, publicUrl: () => base },
    isOperator: async (req) => req.headers['x-operator'] === 'yes',
    onError(error) {
      throw error;
    },
  });
  const server = createServer(async (req, res) => {
    if (await sandbox.handle(req, res)) {
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of req) {
      chunks.push(chunk as Buffer);
    }
    try {
      received.push(sandbox.provider.verifyWebhook(Buffer.concat(chunks), req.headers));
      res.writeHead(200).end();
    } catch (error) {
      refused.count += error instanceof WebhookRefused ? 1 : 0;
      res.writeHead(401).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (path: string, form: Readonly<Record<string, string>>) =>
    fetch(`${base}/sandbox/${path}`, {
      ...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
      headers: { 'x-operator': 'yes' },
    });
  const choose: Stage['choose'] = async (ref, form) => {
    const reply = await send(`checkout/${ref}`, form);
    await sandbox.idle();
    return reply;
  };
  let orders = 0;
  const order: Stage['order'] = (change = {}) => {
    orders += 1;
    return {
      ...{ orderId: `pur_${orders}`, amount: { minor: 2000n, currency: 'USD' } },
      ...{ description: '5,500 credits', email: 'buyer@demo.test', saveMethod: false },
      returnUrl: 'http://localhost:4000/purchases/pur_1',
      cancelUrl: 'http://localhost:4000/buy',
      expiresAt: new Date(clock.time + 3_600_000).toISOString(),
      ...change,
    };
  };
  return {
    ...{ sandbox, base, received, refused, clock, order, choose },
    async checkout(form, change) {
      const { paymentRef } = await sandbox.provider.createCheckout(order(change));
      await choose(paymentRef, form);
      return paymentRef;
    },
    async press(ref, form) {
      const reply = await send(`dashboard/payments/${ref}`, form);
      await sandbox.idle();
      return reply;
    },
    async close() {
      await sandbox.idle();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await documents.close();
    },
  };
}

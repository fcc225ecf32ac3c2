import { get, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createFrontServer } from './server.js';

const address = { host: '127.0.0.1', port: 0 };

function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, resolve).on('error', reject));
}

async function textOf(reply: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of reply) {
    text += String(chunk);
  }
  return text;
}

test('paths under /gateway/ go to the gateway, everything else to the app', async () => {
  const say =
    (text: string): RequestListener =>
    (_req, res) => {
      res.end(text);
    };
  const server = createFrontServer({ app: say('app'), gateway: say('gateway') });
  const base = `http://127.0.0.1:${await server.listen(address)}`;
  const at = async (path: string) => textOf(await open(`${base}${path}`));
  expect(await at('/gateway/a2a/x')).toBe('gateway');
  expect(await at('/gatewayish')).toBe('app');
  expect(await at('/?next=/gateway/')).toBe('app');
  await server.drain(1000);
});

test('draining lets a running reply end, takes no new connection, and waits for no idle one', async () => {
  const startedAt = performance.now();
  let running: ServerResponse | undefined;
  const app: RequestListener = (_req, res) => {
    res.write('first half, ');
    running = res;
  };
  const server = createFrontServer({ app, gateway: app });
  const base = `http://127.0.0.1:${await server.listen(address)}`;
  const reply = await open(base);
  let drained = false;
  const draining = server.drain(10_000).then(() => {
    drained = true;
  });
  await expect(open(base)).rejects.toThrow(/ECONNREFUSED/);
  expect(drained).toBe(false);
  running?.end('second half');
  expect(await textOf(reply)).toBe('first half, second half');
  await draining;
  // Clients keep connections for seconds after a reply; the server must not wait for them.
  expect(performance.now() - startedAt).toBeLessThan(3000);
});

test('what does not end in time is cut', async () => {
  const app: RequestListener = (_req, res) => {
    res.write('for ever');
  };
  const server = createFrontServer({ app, gateway: app });
  const base = `http://127.0.0.1:${await server.listen(address)}`;
  const reply = await open(base);
  const text = textOf(reply);
  await server.drain(50);
  await expect(text).rejects.toThrow(/aborted/);
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectPage, rowsOf } from './dashboard.js';
import { buyByApi } from './market.js';
import { newPerson, type Person } from './person.js';
import { type RunningServer, removeFolder, startServer } from './server.js';

/** What the person's own server does, and what it was told. */
let answer = 200;
const heard: { id: string; type: string }[] = [];

let server: RunningServer;
let receiver: Server;
let browser: Browser;
let person: Person;
let page: Page;

beforeAll(async () => {
  server = await startServer({ env: { ALLOW_PRIVATE_UPSTREAMS: '1' } });
  receiver = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { type } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      heard.push({ id: String(req.headers['webhook-id']), type });
      res.statusCode = answer;
      res.end('thank you');
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  browser = await launchBrowser();
  person = await newPerson(server, 'Ngozi');
  ({ page } = await openWindow(browser, { ...server, as: person }));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
  if (server !== undefined) {
    removeFolder(server.folder);
  }
});

const heardTypes = () => heard.map(({ type }) => type);

test('an endpoint is added, tried out, and told of a purchase', async () => {
  const { port } = receiver.address() as AddressInfo;
  await page.goto('/webhook-endpoints');
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  const form = page.getByRole('form', { name: 'Add an endpoint' });
  await form.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`);
  await form.getByLabel('A purchase changed').check();
  await form.getByRole('button', { name: 'Add endpoint' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your new endpoint' });
  const region = dialog.getByRole('region', { name: 'Signing secret' });
  expect((await region.textContent())?.trim()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  await page.getByRole('link', { name: `http://127.0.0.1:${port}/hook` }).click();
  await expectPage(page, 'Endpoint');
  await page.getByRole('button', { name: 'Send test event' }).click();
  await page.getByText(/^It answered 200 after \d+ ms\.$/).waitFor();
  expect(heardTypes()).toEqual(['webhook.test']);
  await buyByApi(person);
  await expect.poll(heardTypes, { timeout: 15_000 }).toContain('purchase.updated');
  await expect
    .poll(() => rowsOf(page, 'Deliveries').then((rows) => rows.map(([type]) => type)), {
      timeout: 30_000,
    })
    .toContain('purchase.updated');
});

test('a delivery is sent again from the log, and what went wrong is shown', async () => {
  answer = 500;
  const before = heard.length;
  await page
    .getByRole('button', { name: /^Details of purchase\.updated/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Delivery' });
  await dialog.getByText('purchase.updated', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Send again now' }).click();
  await dialog.getByText('Not delivered').waitFor();
  expect(heard.length).toBe(before + 1);
  const again = heard.at(-1);
  expect(heard.slice(0, before)).toContainEqual(again);
  await dialog.getByRole('button', { name: 'Done' }).click();
});

test('an endpoint that is gone is disabled, and comes back with what it missed', async () => {
  answer = 410;
  await page.getByRole('button', { name: 'Send test event' }).click();
  await page.getByText('It answered 410 Gone, which says that it wants no more.').waitFor();
  const before = heard.length;
  await buyByApi(person);
  await page.getByRole('radio', { name: 'Skipped' }).click();
  await expect
    .poll(
      () =>
        rowsOf(page, 'Deliveries')
          .then((rows) => rows.length)
          .catch(() => 0),
      {
        timeout: 30_000,
      },
    )
    .toBeGreaterThan(0);
  expect(heard.length).toBe(before);
  answer = 200;
  await page.getByRole('button', { name: 'Enable and send what was missed' }).click();
  await expect.poll(() => heard.length, { timeout: 15_000 }).toBeGreaterThan(before);
  await page.getByText(/^Enabled; \d+ deliveries are sent again\.$/).waitFor();
});

import { AxeBuilder } from '@axe-core/playwright';
import { startTelexStandIn, type TelexStandIn } from '@telex-credits/payments-testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectPage } from './dashboard.js';
import { linkMailedTo } from './mail.js';
import { type RunningServer, removeFolder, startServer } from './server.js';

let telex: TelexStandIn;
let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  telex = await startTelexStandIn();
  server = await startServer({ env: { TELEX_API_BASE: telex.apiBase } });
  browser = await launchBrowser();
  ({ page } = await openWindow(browser, server));
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(server.folder);
  await telex?.close();
});

test('a person signs in with Telex, confirms the address, and is told in a channel', async () => {
  const ada = telex.addUser({ email: 'ada@telex.test', password: 'at telex', name: 'Ada Obi' });
  telex.addOrganisation(ada, 'Acme Robotics');
  const channel = telex.addChannel();

  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Use a Telex account' }).click();
  const axe = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(axe.violations.map(({ id }) => id)).toEqual([]);
  await page.getByLabel('E-mail at Telex').fill(ada.email);
  await page.getByLabel('Password at Telex').fill('at telex');
  await page.getByRole('button', { name: 'Sign in with Telex' }).click();
  await expectPage(page, 'Overview');

  await page.goto(await linkMailedTo(ada.email, server.folder));
  await page.getByRole('button', { name: 'Confirm this address' }).click();
  await page.getByText('Your address is confirmed').waitFor();

  await page.getByRole('button', { name: /^Organisation:/ }).click();
  await page.getByText('Administrator · from Telex').click();
  await page.goto('/members');
  await page.getByText('Members and roles come from Telex').waitFor();

  await page.goto('/limits');
  await page.getByLabel('First warning below').fill('100');
  await page.getByLabel('Telex channel').check();
  await page.getByLabel('Incoming webhook of the channel').fill(telex.webhookUrl(channel));
  await page.getByRole('button', { name: 'Save alerts' }).click();
  await page.getByRole('button', { name: 'Send a test: Telex channel' }).click();
  await page.getByText('The test was sent').waitFor();
  expect(channel.messages).toMatchObject([{ status: 'success', username: 'Telex Credits' }]);
  expect(telex.violations).toEqual([]);
});

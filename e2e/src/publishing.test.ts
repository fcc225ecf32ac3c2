import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectPage } from './dashboard.js';
import { newPerson } from './person.js';
import { type RunningServer, removeFolder, startServer } from './server.js';

let server: RunningServer;
let browser: Browser;
let page: Page;
/** The publisher's own server, and what its file says. */
let file: string | null = null;
const site = createServer((req, res) => {
  if (req.url === '/.well-known/telex-credits.txt') {
    res.writeHead(file === null ? 404 : 200, { 'Content-Type': 'text/plain' }).end(file ?? '');
  } else {
    res.end('{}');
  }
});

beforeAll(async () => {
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
  // The publisher's server is on this machine.
  server = await startServer({ env: { DEMO: '0', ALLOW_PRIVATE_UPSTREAMS: '1' } });
  browser = await launchBrowser();
  const as = await newPerson(server, 'Ifeoma');
  ({ page } = await openWindow(browser, { ...server, as }));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  removeFolder(server?.folder ?? '');
  site.close();
});

const origin = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
const shown = async (name: string) =>
  (await page.getByRole('region', { name, exact: true }).textContent())?.trim() ?? '';

/** What axe finds, at a desk and on a phone. */
async function findings(): Promise<string[]> {
  const found: string[] = [];
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    found.push(...violations.map(({ id }) => id), ...(overflow > 0 ? [`${overflow} px`] : []));
  }
  return found;
}

describe('a publisher', () => {
  test('drafts a module and is told which line to serve where', async () => {
    await page.goto('/modules/new');
    const form = page.getByRole('form', { name: 'New module' });
    await form.getByLabel('Name', { exact: true }).fill('Weather');
    await form.getByLabel('Short name in addresses').fill('weather');
    await form.getByLabel('Kind').selectOption('http');
    await form.getByLabel('Address of your service').fill(`${origin()}/v1`);
    await form.getByLabel('Credits for each call').fill('1');
    await form.getByRole('button', { name: 'Save draft' }).click();
    await expectPage(page, 'Weather');
    expect(await shown('File')).toBe(`${origin()}/.well-known/telex-credits.txt`);
    expect(await shown('A line of it')).toMatch(/^telex-credits=[\w-]{43}$/);
  });

  test('is told what the check found while the line is missing', async () => {
    const publish = page.getByRole('button', { name: 'Check and publish' });
    const alert = page.getByRole('alert').filter({ hasText: 'The address is not proven yet' });
    await publish.click();
    await alert.getByText('It answered 404 instead of 200.').waitFor();
    file = 'telex-credits=somebody-else';
    await publish.click();
    await alert.getByText('It does not have this line.').waitFor();
    expect(await findings()).toEqual([]);
  });

  test('publishes once the line is there, and sees when it was proven', async () => {
    file = `telex-credits=somebody-else\n${await shown('A line of it')}\n`;
    await page.getByRole('button', { name: 'Check and publish' }).click();
    await page.getByText('Published', { exact: true }).waitFor();
    await page.getByText(/^Proven on /).waitFor();
    expect(await findings()).toEqual([]);
    await page.goto('/marketplace/weather');
    await expectPage(page, 'Weather');
    expect(await page.content()).not.toContain('telex-credits=');
  });

  test('prices a module by what its replies say they used, in tiers', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto('/modules/new');
    const form = page.getByRole('form', { name: 'New module' });
    await form.getByLabel('Name', { exact: true }).fill('Reader');
    await form.getByLabel('Short name in addresses').fill('reader');
    await form.getByLabel('Kind').selectOption('http');
    await form.getByLabel('Address of your service').fill(`${origin()}/v1`);
    await form.getByLabel('Pricing').selectOption('per_unit');
    await form.getByLabel('Unit', { exact: true }).fill('page');
    await form.getByLabel('Where').fill('/usage/pages');
    await form.getByLabel('Most for each call').fill('20');
    await form.getByRole('button', { name: 'Add a tier' }).click();
    await form.getByLabel('Credits a block').first().fill('0.5');
    await form.getByLabel('Credits a block').last().fill('0.3');
    expect(await findings()).toEqual([]);
    await form.getByRole('button', { name: 'Save draft' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('Up to unit').fill('10');
    await form.getByRole('button', { name: 'Save draft' }).click();
    await expectPage(page, 'Reader');
    await page
      .getByText('For each page: 0.5 credits up to 10, then 0.3 credits', { exact: true })
      .waitFor();
    expect(await findings()).toEqual([]);
  });
});

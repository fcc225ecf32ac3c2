import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectPage, expectText, numberOf, rowsOf } from './dashboard.js';
import { buyByApi, callAgent, newKey } from './market.js';
import { newPerson, signInByApi } from './person.js';

interface Money {
  readonly amount: string;
  readonly currency: string;
}
interface Analytics {
  readonly credits: Readonly<Record<'sold' | 'consumed' | 'outstanding', string>>;
  readonly money: Readonly<
    Record<'platformRevenue' | 'developerEarnings' | 'deferredRevenue' | 'providerFees', Money>
  >;
  readonly topModules: readonly {
    readonly moduleName: string;
    readonly calls: number;
    readonly credits: string;
  }[];
}

const server = inject('server');
const manager = { email: 'pm@demo.test', password: server.demoPassword };

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  const buyer = await newPerson(server, 'Nora');
  await buyByApi(buyer);
  await callAgent(`${server.baseUrl}/gateway/a2a/word-count`, { key: await newKey(buyer) });
});

afterAll(async () => {
  await browser?.close();
});

const grouped = (text: string) => text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');

describe('analytics', () => {
  test("show a product manager the ledger's own numbers, and nothing to change them with", async () => {
    const person = await signInByApi(server, manager);
    const { page, context } = await openWindow(browser, { ...server, as: manager });
    await page.goto('/');
    await page.getByRole('link', { name: 'Analytics' }).click();
    await expectPage(page, 'Analytics');
    await page.getByRole('region', { name: 'Money' }).waitFor();
    const { credits, money, topModules } = await person.call<Analytics>(
      '/api/v1/admin/analytics/overview',
    );
    await expectText(numberOf(page, 'Sold'), grouped(credits.sold));
    await expectText(numberOf(page, 'Consumed'), grouped(credits.consumed));
    await expectText(numberOf(page, 'Outstanding'), grouped(credits.outstanding));
    await expectText(
      numberOf(page, 'Platform revenue'),
      `$${grouped(money.platformRevenue.amount)}`,
    );
    await expectText(
      numberOf(page, 'Developer earnings'),
      `$${grouped(money.developerEarnings.amount)}`,
    );
    await expectText(
      numberOf(page, 'Deferred revenue'),
      `$${grouped(money.deferredRevenue.amount)}`,
    );
    await expectText(numberOf(page, 'Provider fees'), `$${grouped(money.providerFees.amount)}`);
    expect((await rowsOf(page, 'Top modules')).map((row) => row.slice(0, 3))).toEqual(
      topModules.map((row) => [row.moduleName, String(row.calls), grouped(row.credits)]),
    );
    const buttons = await page.getByRole('main').getByRole('button').allTextContents();
    expect(buttons.map((text) => text.trim())).toEqual(['Show as table']);
    // The range's two days are all that there is to fill in.
    expect(await page.locator('main :is(input, select, textarea):not(search *)').count()).toBe(0);
    await context.close();
  });

  test('have no page for a buyer, and no numbers', async () => {
    const buyer = await newPerson(server, 'Olu');
    const { page, context } = await openWindow(browser, { ...server, as: buyer });
    await page.goto('/analytics');
    await page.getByText("This page is for the platform's own people").waitFor();
    expect(await page.getByRole('link', { name: 'Analytics' }).count()).toBe(0);
    expect((await buyer.ask('/api/v1/admin/analytics/overview')).status).toBe(403);
    await context.close();
  });
});

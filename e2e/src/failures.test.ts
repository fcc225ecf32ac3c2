import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectBalance, expectPage, expectText } from './dashboard.js';
import { newPerson, type Person } from './person.js';

const server = inject('server');

let browser: Browser;
let person: Person;

beforeAll(async () => {
  browser = await launchBrowser();
  person = await newPerson(server, 'Ruth');
});

afterAll(async () => {
  await browser?.close();
});

describe('a server that does not answer', () => {
  test('is told where the numbers would be, and trying again brings them', async () => {
    const { page, context } = await openWindow(browser, { ...server, as: person });
    await page.route('**/api/v1/wallet**', (route) => route.abort());
    await page.goto('/');
    const alert = page.getByRole('alert').filter({ hasText: 'The balance could not be loaded' });
    await alert.waitFor();
    await alert.getByText('The server could not be reached.').waitFor();
    // An unknown balance is never shown as a number.
    await expectBalance(page, 'Balance unknown');
    await page.unroute('**/api/v1/wallet**');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expectBalance(page, '0 credits');
    await alert.waitFor({ state: 'hidden' });
    await context.close();
  });

  test('from the first page on is told on a page of its own, and trying again opens it', async () => {
    const { page, context } = await openWindow(browser, { ...server, as: person });
    await page.route('**/api/**', (route) => route.abort());
    await page.goto('/statement');
    await page.getByRole('alert').getByText('This page could not be loaded').waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.unroute('**/api/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectPage(page, 'Statement');
    await context.close();
  });

  test('while something is bought charges nothing, and the same attempt goes through later', async () => {
    const { page, context } = await openWindow(browser, { ...server, as: person });
    await page.goto('/buy');
    await page.route('**/api/v1/purchases', async (route) => {
      // The server works, but its answer is lost.
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: 'Pay $5.00' }).click();
    await page.getByRole('alert').getByText('The purchase was not started').waitFor();
    await page.unroute('**/api/v1/purchases');
    await page.getByRole('button', { name: 'Pay $5.00' }).click();
    await expectText(page.locator('h1'), 'Pay Telex Credits');
    const { data } = await person.call<{ data: unknown[] }>('/api/v1/purchases');
    expect(data).toHaveLength(1);
    await context.close();
  });
});

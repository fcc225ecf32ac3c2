import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectBalance, expectPage, expectText, rowsOf } from './dashboard.js';
import { newPerson, type Person } from './person.js';

const server = inject('server');
const admin = { email: 'admin@demo.test', password: server.demoPassword };
const code = `ADA-${process.pid}`;

let browser: Browser;
let buyer: Person;

beforeAll(async () => {
  browser = await launchBrowser();
  buyer = await newPerson(server, 'Temi');
});

afterAll(async () => {
  await browser?.close();
});

const press = (within: Page | Locator, name: string) =>
  within.getByRole('button', { name, exact: true }).first().click();

async function makeCode(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Promotion codes' }).click();
  await expectPage(page, 'Promotion codes');
  await press(page, 'New code');
  const dialog = page.getByRole('dialog', { name: 'New code' });
  await dialog.getByLabel('Code', { exact: true }).fill(code);
  await dialog.getByLabel('Name').fill('Welcome');
  await dialog.getByLabel('Credits').fill('25');
  await press(dialog, 'Make code');
  await dialog.waitFor({ state: 'detached' });
}

async function adjust(page: Page, choice: string, credits: string): Promise<void> {
  await page.getByRole('radio', { name: choice }).click();
  await page.getByLabel('Credits', { exact: true }).fill(credits);
  await page.getByLabel('Reason').fill('Agreed on the phone');
  await press(page, `${choice}…`);
  await press(page.getByRole('dialog'), `${choice.split(' ')[0]} ${credits} credits`);
}

describe('an admin', () => {
  test('makes a code and corrects a wallet, and the buyer’s window shows both without a reload', async () => {
    const { page, context } = await openWindow(browser, { ...server, as: admin });
    const theirs = await openWindow(browser, { ...server, as: buyer });
    await theirs.page.goto('/');
    await expectBalance(theirs.page, '0 credits');
    await theirs.page.getByTitle('Live', { exact: true }).waitFor();
    await theirs.page.evaluate(() => Object.assign(globalThis, { marked: true }));

    await makeCode(page);
    await buyer.call('/api/v1/wallet/promotions', { body: { code } });
    await expectBalance(theirs.page, '25 credits');

    await page.getByRole('link', { name: 'Adjust a wallet' }).click();
    await page.getByLabel('Organisation', { exact: true }).fill(buyer.email);
    await press(page, `Choose Temi, ${buyer.email}`);
    await adjust(page, 'Give credits', '12.500001');
    await expectBalance(theirs.page, '37.500001 credits');
    const result = page.getByRole('status', { name: 'Result' });
    await expectText(
      result,
      '12.500001 credits given to Temi. Its wallet holds 37.500001 credits now.',
    );
    await adjust(page, 'Remove credits', '37.5');
    await expectBalance(theirs.page, '0.000001 credits');
    expect(await theirs.page.evaluate(() => 'marked' in globalThis)).toBe(true);

    await adjust(page, 'Remove credits', '2');
    await page.getByRole('alert').getByText('Only 0.000001 credits are available').waitFor();
    await expectBalance(theirs.page, '0.000001 credits');
    await theirs.context.close();

    await page.goto('/admin/audit?action=wallet.adjust');
    await expect.poll(async () => (await rowsOf(page, 'Audit log')).length).toBeGreaterThan(1);
    const acts = (await rowsOf(page, 'Audit log')).slice(0, 2);
    expect(acts.map((row) => row.slice(1, 4))).toEqual([
      ['admin@demo.test', 'wallet.adjust', 'Temi'],
      ['admin@demo.test', 'wallet.adjust', 'Temi'],
    ]);
    expect(acts[0]?.[4]).toContain('credits: -37.5, reason: Agreed on the phone');
    await context.close();
  });
});

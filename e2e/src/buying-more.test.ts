import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectBalance, expectPage, expectText, factOf, rowsOf } from './dashboard.js';
import { linkMailedTo } from './mail.js';
import { newEmail, newPerson, type Person, signInByApi } from './person.js';

const server = inject('server');
const code = `LAGOS-${process.pid}`;

let browser: Browser;
let buyer: Person;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  buyer = await newPerson(server, 'Bola');
  const admin = { email: 'admin@demo.test', password: server.demoPassword };
  const promotion = { code, name: 'Welcome to Lagos', credits: '50.5' };
  const { call } = await signInByApi(server, admin);
  await call('/api/v1/admin/promotions', { body: promotion });
  ({ page } = await openWindow(browser, { ...server, as: buyer }));
});

afterAll(async () => {
  await browser?.close();
});

describe('a custom amount', () => {
  test('shows its price and bonus as it is typed, and brings exactly that', async () => {
    await page.goto('/buy');
    await page.getByRole('radio', { name: 'Custom amount' }).click();
    const field = page.getByLabel('Credits to pay for');
    const sum = page.getByRole('status', { name: 'What it comes to' });
    await field.fill('201');
    await expectText(sum, '201 credits for $1.01');
    await field.fill('5,001');
    await expectText(sum, '5,001 credits + 1,000.2 bonus = 6,001.2 credits for $25.01');
    await page.getByLabel('Save this card for automatic top-ups').check();
    await page.getByRole('button', { name: 'Pay $25.01' }).click();
    await page.getByRole('button', { name: 'Pay USD 25.01' }).click();
    await page.getByText('6,001.2 credits are in your wallet').waitFor();
    await expectBalance(page, '6,001.2 credits');
  });

  test('tells its history in words', async () => {
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('Started', { exact: true }).waitFor();
    await history.getByText('Paid', { exact: true }).waitFor();
    await expectText(factOf(page, 'Bought'), 'By hand');
  });

  test('has a receipt that is downloaded under its number', async () => {
    const receipt = page.getByRole('region', { name: 'Receipt' });
    await expectText(factOf(receipt, 'Total'), '$25.01');
    const number = await factOf(receipt, 'Number').textContent();
    expect(number).toMatch(/^TEST-\d{6}$/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      receipt.getByRole('button', { name: `Download receipt ${number}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`receipt-${number}.pdf`);
    expect(readFileSync(await download.path(), 'latin1')).toMatch(/^%PDF-/);
    await page.goto('/purchases?show=receipts');
    await expect
      .poll(() => rowsOf(page, 'Receipts').then((rows) => rows.map((row) => [row[0], row[4]])))
      .toEqual([[number, '$25.01']]);
  });
});

describe('a promotional code', () => {
  test('brings its credits once, whatever the spelling', async () => {
    await page.getByRole('link', { name: 'Promotions' }).click();
    const redeem = async (typed: string) => {
      await page.getByLabel('Promotional code').fill(typed);
      await page.getByRole('button', { name: 'Redeem' }).click();
    };
    await redeem(code.toLowerCase());
    await page.getByRole('alert').getByText('are in your wallet').waitFor();
    await expectBalance(page, '6,051.7 credits');
    const [given] = await rowsOf(page, 'Credits you were given');
    expect([given?.[1], given?.[3]]).toEqual(['Welcome to Lagos', '+50.5']);
    await redeem(code);
    await page.getByText('You have redeemed this code already.').waitFor();
    await expectBalance(page, '6,051.7 credits');
  });
});

describe('billing', () => {
  test('keeps the details that the next receipt names', async () => {
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByLabel('Legal name').fill('Bola Trading Ltd');
    await page.getByLabel('Address').fill('1 Marina Road\nLagos');
    await page.getByRole('button', { name: 'Save billing details' }).click();
    await page.getByText('The billing details are saved.').waitFor();
    expect(await buyer.call('/api/v1/billing-details')).toMatchObject({
      legalName: 'Bola Trading Ltd',
      address: ['1 Marina Road', 'Lagos'],
    });
  });
});

describe('automatic top-up', () => {
  test('needs the consent, and then buys once as it was told, within its monthly limit', async () => {
    const section = page.getByRole('region', { name: 'Automatic top-up' });
    await section.getByLabel('When fewer credits are left than').fill('10,000');
    await section.getByLabel('Buy', { exact: true }).selectOption('A number of credits');
    await section.getByLabel('Credits each time').fill('501');
    await section.getByText('$2.51 each time').waitFor();
    await section.getByLabel('At most a month').fill('4');
    await section.getByRole('button', { name: 'Turn on' }).click();
    await section.getByText('Tick the box if you agree').waitFor();
    await section.getByLabel('I agree').check();
    await section.getByRole('button', { name: 'Turn on' }).click();
    // The second one would cost more than is left of the limit.
    await expectBalance(page, '6,552.7 credits');
    await page.goto('/purchases');
    await page.getByText('Automatic top-up').waitFor();
    await page.goto('/billing');
    await section.getByText('$2.51 of at most $4.00').waitFor();
    await expectBalance(page, '6,552.7 credits');
  });

  test('ends with its card, which is removed after it was asked whether', async () => {
    await page.getByRole('button', { name: /^Remove Visa ending in/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Automatic top-ups use it: they stop').waitFor();
    await dialog.getByRole('button', { name: 'Remove card' }).click();
    await page.getByText('No card is saved').waitFor();
    await page.getByText('The card was removed. Choose another one.').waitFor();
  });
});

describe('a referral link', () => {
  test('is kept from the sign-up until it is accepted on the overview', async () => {
    const { link } = await buyer.call<{ link: string }>('/api/v1/referral');
    const other = await openWindow(browser, server);
    const email = newEmail('chidi');
    await other.page.goto(link);
    await other.page.getByText('You were invited with the code').waitFor();
    await other.page.getByLabel('Name').fill('Chidi');
    await other.page.getByLabel('E-mail').fill(email);
    await other.page.getByLabel('Password').fill('correct horse battery');
    await other.page.getByRole('button', { name: 'Create account' }).click();
    await expectPage(other.page, 'Check your e-mail');
    await other.page.goto(await linkMailedTo(email, server.folder));
    await other.page.getByRole('button', { name: 'Go to the dashboard' }).click();
    await other.page.getByRole('button', { name: 'Accept' }).click();
    await other.page.getByText('Accepted. You both get your credits').waitFor();
    await other.context.close();
    await expect
      .poll(async () => (await buyer.call<{ waiting: number }>('/api/v1/referral')).waiting)
      .toBe(1);
  });
});

describe('a forgotten password', () => {
  test('is replaced with the mailed link, which ends the session and works once', async () => {
    await page.goto('/forgot-password');
    await page.getByLabel('E-mail').fill(buyer.email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('Look into your mailbox').waitFor();
    const link = await linkMailedTo(buyer.email, server.folder);
    const setPassword = async (password: string) => {
      await page.goto(link);
      await page.getByRole('textbox', { name: 'New password' }).fill(password);
      await page.getByRole('button', { name: 'Set the password' }).click();
    };
    await setPassword('another horse entirely');
    await expectPage(page, 'Your new password is set');
    await setPassword('a third one');
    await expectPage(page, 'The link did not work');
    await page.goto('/');
    await expectPage(page, 'Sign in');
    await page.getByLabel('E-mail').fill(buyer.email);
    await page.getByLabel('Password').fill('another horse entirely');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expectPage(page, 'Overview');
  });
});

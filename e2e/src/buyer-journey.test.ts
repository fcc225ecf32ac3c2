import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { micros } from './credits.js';
import { expectBalance, expectPage, expectText, factOf, numberOf, rowsOf } from './dashboard.js';
import { linkMailedTo } from './mail.js';
import { newEmail, signInByApi } from './person.js';

const server = inject('server');
const publisher = { email: 'publisher@demo.test', password: server.demoPassword };
const ada = { name: 'Ada Obi', email: newEmail('ada'), password: 'correct horse battery' };

let browser: Browser;
let context: BrowserContext;
let page: Page;
let earnedBefore: bigint;

async function earnedByPublisher(): Promise<bigint> {
  const person = await signInByApi(server, publisher);
  return micros(
    (await person.call<{ earned: { amount: string } }>('/api/v1/earnings')).earned.amount,
  );
}

beforeAll(async () => {
  browser = await launchBrowser();
  ({ context, page } = await openWindow(browser, server));
  earnedBefore = await earnedByPublisher();
});

afterAll(async () => {
  await browser?.close();
});

describe('a new user', () => {
  test('who opens the dashboard is asked to sign in, and can make an account instead', async () => {
    await page.goto('/');
    await expectPage(page, 'Sign in');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Name').fill(ada.name);
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel('Password').fill(ada.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expectPage(page, 'Check your e-mail');
    await page.getByText(ada.email).waitFor();
  });

  test('confirms the address with the link of the mail', async () => {
    await page.goto(await linkMailedTo(ada.email, server.folder));
    await expectPage(page, 'Your address is confirmed');
  });

  test('signs out and in again, and comes to the overview', async () => {
    await page.getByRole('button', { name: 'Go to the dashboard' }).click();
    await page.getByRole('button', { name: 'Account and theme' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expectPage(page, 'Sign in');
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel('Password').fill(`${ada.password}!`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('You are not signed in').waitFor();
    await page.getByLabel('Password').fill(ada.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expectPage(page, 'Overview');
  });

  test('finds an empty wallet that says how to start', async () => {
    await expectBalance(page, '0 credits');
    const steps = page.getByRole('region', { name: 'Getting started' });
    await steps.getByText('Get credits').waitFor();
    expect(await steps.getByRole('listitem').count()).toBe(3);
    await page.getByText('Nothing has changed yet').waitFor();
  });

  test('finds a module on the marketplace, with its price and what is missing to call it', async () => {
    await page.getByRole('link', { name: 'Open the marketplace' }).click();
    await page.getByLabel('Search modules').fill('counts words');
    await expect
      .poll(() => page.getByRole('list', { name: 'Modules' }).locator('li').count())
      .toBe(1);
    await page.getByRole('link', { name: 'Word count' }).click();
    await expectPage(page, 'Word count');
    const price = page.getByRole('region', { name: 'Price' });
    await price.getByText('0.5 credits for each call').waitFor();
    await price.getByText('That is not enough: buy credits first.').waitFor();
  });
});

describe('buying', () => {
  test('a Starter Pack through the checkout page brings 1,000 credits', async () => {
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Buy credits' })
      .click();
    await page.getByRole('radio', { name: 'Starter Pack: 1,000 credits for $5.00' }).click();
    await page.getByRole('button', { name: 'Pay $5.00' }).click();
    await page.getByText('TEST MODE: no money moves here').waitFor();
    await page.getByText('1,000 credits (Starter Pack)').waitFor();
    await page.getByRole('button', { name: 'Pay USD 5.00' }).click();
    await expectPage(page, 'Purchase');
    await page
      .getByRole('status', { name: 'Purchase state' })
      .getByText('1,000 credits are in your wallet')
      .waitFor();
    await expectBalance(page, '1,000 credits');
    await expectText(factOf(page, 'Status'), 'Paid');
  });
});

describe('spending', () => {
  test('“Try it” deducts the price, and shows the reply and the receipt', async () => {
    await page.getByRole('link', { name: 'Marketplace' }).click();
    await page.getByRole('link', { name: 'Word count' }).click();
    await page.getByLabel('Message').fill('these are exactly five words');
    await page.getByRole('button', { name: 'Send message' }).click();
    const reply = page.getByRole('region', { name: 'Reply', exact: true });
    await reply.getByText('5 words, 28 characters').first().waitFor();
    await expectText(factOf(reply, 'Charged'), '0.5 credits');
    await expectText(factOf(reply, 'New balance'), '999.5 credits');
    await expectBalance(page, '999.5 credits');
  });

  test('the receipt shows its lines, the lot that paid, and exact shares', async () => {
    await page.getByRole('link', { name: 'Open the receipt' }).click();
    await expectPage(page, 'Receipt');
    await expectText(numberOf(page, 'Charged'), '0.5');
    expect(await rowsOf(page, 'Lines')).toEqual([['call', '1 call', '0.5', '0.5']]);
    const [lot] = await rowsOf(page, 'Lots used');
    expect(lot?.slice(1)).toEqual(['0.5', '$0.0025', '$0.002']);
    // 0.5 of 1,000 credits that cost $5.00: $0.0025, of which the developer has 80 %.
    const shares = page.getByRole('region', { name: 'Who gets what' });
    await expectText(factOf(shares, 'Collected'), '$0.0025');
    await expectText(factOf(shares, 'Developer'), '$0.002');
    await expectText(factOf(shares, 'Platform'), '$0.0005');
  });

  test('usage shows the call, and its sum equals the calls', async () => {
    await page.getByRole('link', { name: 'Usage' }).click();
    await expect.poll(() => rowsOf(page, 'Calls').then((rows) => rows.length)).toBe(1);
    const [call] = await rowsOf(page, 'Calls');
    expect(call?.slice(1)).toEqual(['Word count', 'Try it: Word count', 'Success', '0.5']);
    const [sum] = await rowsOf(page, 'Sums');
    expect([sum?.at(0), ...(sum?.slice(-2) ?? [])]).toEqual(['Word count', '1', '0.5']);
  });

  test("the statement's newest running balance is the balance in the header", async () => {
    await page.getByRole('link', { name: 'Statement', exact: true }).click();
    await expect.poll(() => rowsOf(page, 'Statement').then((rows) => rows.length)).toBe(2);
    const [newest, first] = await rowsOf(page, 'Statement');
    expect([newest?.[3], newest?.[5]]).toEqual(['−0.5', '999.5']);
    expect([first?.[3], first?.[5]]).toEqual(['+1,000', '1,000']);
    await expectBalance(page, '999.5 credits');
  });

  test('the publisher sees exactly the share of that call', async () => {
    expect((await earnedByPublisher()) - earnedBefore).toBe(2000n);
    const other = await openWindow(browser, { ...server, as: publisher });
    await other.page.goto('/earnings');
    await expect
      .poll(() => rowsOf(other.page, 'Earnings').then((rows) => rows[0]?.slice(1)), {
        timeout: 15_000,
      })
      .toEqual(['Earned', 'Word count', '0.5', '$0.002']);
    await other.context.close();
  });
});

describe('a payment that does not happen', () => {
  async function startPayment(): Promise<void> {
    await page.goto('/buy');
    await page.getByRole('button', { name: 'Pay $5.00' }).click();
    await page.getByText('TEST MODE: no money moves here').waitFor();
  }

  test('a declined card is told in plain words and credits nothing', async () => {
    await startPayment();
    await page.getByText('Other outcomes').click();
    await page.getByRole('button', { name: 'Have the card declined' }).click();
    const state = page.getByRole('status', { name: 'Purchase state' });
    await state.getByText('The payment failed').waitFor();
    await state.getByText('No credits came of it.').waitFor();
    await expectBalance(page, '999.5 credits');
  });

  test('a checkout that is left waits, credits nothing, and can be paid later', async () => {
    await startPayment();
    await page.getByRole('button', { name: 'Leave without paying' }).click();
    await page
      .getByRole('status', { name: 'Purchase state' })
      .getByText('Waiting for your payment')
      .waitFor();
    await expectBalance(page, '999.5 credits');
    await page.getByRole('link', { name: 'Go to the payment page' }).click();
    await page.getByRole('button', { name: 'Pay USD 5.00' }).click();
    await page.getByText('1,000 credits are in your wallet').waitFor();
    await expectBalance(page, '1,999.5 credits');
  });

  test('an unspent purchase is refunded whole, once asked for and confirmed', async () => {
    await page.getByRole('button', { name: 'Refund unspent credits' }).click();
    const dialog = page.getByRole('dialog', { name: 'Refund $5.00?' });
    await dialog.getByText('1,000 credits').waitFor();
    await dialog.getByRole('button', { name: 'Refund $5.00' }).click();
    await expectText(factOf(page, 'Status'), 'Refunded');
    await expectText(factOf(page, 'Refunded'), '$5.00');
    await expectBalance(page, '999.5 credits');
    const [refund] = await rowsOf(page, 'Refunds');
    expect(refund?.slice(1)).toEqual(['Paid back', '1,000', '$5.00']);
    await context.close();
  });
});

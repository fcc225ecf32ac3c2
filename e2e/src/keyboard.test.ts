import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectBalance, expectPage } from './dashboard.js';
import { newPerson } from './person.js';

const server = inject('server');
const TABS_MAX = 60;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  const person = await newPerson(server, 'Tab');
  ({ page } = await openWindow(browser, { ...server, as: person }));
});

afterAll(async () => {
  await browser?.close();
});

/** Name of what has the focus, and whether a person can see that it has. */
function focused(): Promise<{ name: string; isVisible: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) {
      return { name: '', isVisible: false };
    }
    const label = element.id === '' ? null : document.querySelector(`label[for="${element.id}"]`);
    const name = element.ariaLabel ?? label?.textContent ?? element.textContent ?? '';
    return { name: name.trim(), isVisible: getComputedStyle(element).outlineStyle !== 'none' };
  });
}

/** Presses Tab until something of this name has the focus. */
async function tabTo(name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press('Tab');
    const focus = await focused();
    if (typeof name === 'string' ? focus.name === name : name.test(focus.name)) {
      expect([focus.name, focus.isVisible]).toEqual([focus.name, true]);
      return;
    }
    passed.push(focus.name);
  }
  throw new Error(`Tab never came to ${name}; it came to ${passed.join(' | ')}`);
}

async function enter(name: string | RegExp): Promise<void> {
  await tabTo(name);
  await page.keyboard.press('Enter');
}

test('credits are bought with Tab and Enter alone', async () => {
  await page.goto('/');
  await expectPage(page, 'Overview');
  await expectBalance(page, '0 credits');
  await enter('Skip to content');
  await enter('Buy credits');
  await expectPage(page, 'Buy credits');
  await page.getByRole('radio', { name: /^Starter Pack/ }).waitFor();
  await tabTo(/^Starter Pack/);
  // As long as a finger stays on a key: the choice moves while it is down.
  await page.keyboard.press('ArrowRight', { delay: 100 });
  await expect.poll(() => page.getByRole('radio', { name: /^Pro Bundle/ }).isChecked()).toBe(true);
  await page.keyboard.press('ArrowLeft', { delay: 100 });
  await enter('Pay $5.00');
  await page.getByRole('button', { name: 'Pay USD 5.00' }).waitFor();
  await enter('Pay USD 5.00');
  await expectBalance(page, '1,000 credits');
});

test('a module is found and tried with Tab and Enter alone', async () => {
  await enter('Marketplace');
  await expectPage(page, 'Marketplace');
  await page.getByRole('link', { name: 'Word count' }).waitFor();
  await enter('Word count');
  await page.getByLabel('Message').waitFor();
  await tabTo('Message');
  await page.keyboard.type('these are exactly five words');
  await enter('Send message');
  await page.getByRole('link', { name: 'Open the receipt' }).waitFor();
  await enter('Open the receipt');
  await expectPage(page, 'Receipt');
  await expectBalance(page, '999.5 credits');
});

test('a dialog takes the focus, keeps it, and gives it back', async () => {
  await page.goto('/keys');
  await page.getByRole('button', { name: 'Create key' }).waitFor();
  await enter('Create key');
  const dialog = page.getByRole('dialog', { name: 'Create an API key' });
  await dialog.waitFor();
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(() => focused().then(({ name }) => name)).toBe('Create key');
});

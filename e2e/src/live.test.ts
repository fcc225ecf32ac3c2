import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectBalance, expectPage, rowsOf } from './dashboard.js';
import { buyByApi, callAgent, newKey } from './market.js';
import { newPerson, type Person } from './person.js';

const server = inject('server');
const agentUrl = `${server.baseUrl}/gateway/a2a/word-count`;

let browser: Browser;
let person: Person;
let key: string;

beforeAll(async () => {
  browser = await launchBrowser();
  person = await newPerson(server, 'Lola');
  await buyByApi(person);
  key = await newKey(person);
});

afterAll(async () => {
  await browser?.close();
});

/** Marks the page, to see later that it was never loaded again. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { marked: true }));
}

function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => 'marked' in globalThis);
}

describe('without a reload', () => {
  test('every window of an organisation shows what another one spends', async () => {
    const windows = await Promise.all(
      ['/', '/usage', '/statement'].map(async (path) => {
        const { page } = await openWindow(browser, { ...server, as: person });
        await page.goto(path);
        await expectBalance(page, '1,000 credits');
        await page.getByTitle('Live', { exact: true }).waitFor();
        await mark(page);
        return page;
      }),
    );
    expect((await callAgent(agentUrl, { key })).status).toBe(200);
    for (const page of windows) {
      await expectBalance(page, '999.5 credits');
      expect(await isMarked(page)).toBe(true);
    }
    const [overview, usage, statement] = windows;
    await overview?.getByRole('list', { name: 'Latest transactions' }).getByText('−0.5').waitFor();
    const count = async (page: Page | undefined, table: string) =>
      page === undefined ? 0 : (await rowsOf(page, table)).length;
    await expect.poll(() => count(usage, 'Calls'), { timeout: 10_000 }).toBe(1);
    await expect.poll(() => count(statement, 'Statement'), { timeout: 10_000 }).toBe(2);
    await Promise.all(windows.map((page) => page.context().close()));
  });

  test("the publisher's earnings grow with each call", async () => {
    const publisher = { email: 'publisher@demo.test', password: server.demoPassword };
    const { page, context } = await openWindow(browser, { ...server, as: publisher });
    await page.goto('/earnings');
    await expectPage(page, 'Earnings');
    await page.getByTitle('Live', { exact: true }).waitFor();
    await expect.poll(async () => (await rowsOf(page, 'Earnings')).length).toBeGreaterThan(0);
    const before = (await rowsOf(page, 'Earnings')).length;
    await mark(page);
    const reply = await callAgent(agentUrl, { key });
    expect(reply.status).toBe(200);
    await expect
      .poll(async () => (await rowsOf(page, 'Earnings')).length, { timeout: 10_000 })
      .toBe(before + 1);
    expect((await rowsOf(page, 'Earnings'))[0]?.slice(1)).toEqual([
      'Earned',
      'Word count',
      '0.5',
      '$0.002',
    ]);
    expect(await isMarked(page)).toBe(true);
    await context.close();
  });
});

describe('out of credits', () => {
  test('a call from the page is refused in plain words, with the way to buy', async () => {
    const poor = await newPerson(server, 'Poor');
    const { page, context } = await openWindow(browser, { ...server, as: poor });
    await page.goto('/marketplace/word-count');
    await page.getByLabel('Message').fill('hello');
    await page.getByRole('button', { name: 'Send message' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'The call was not made' });
    await alert.getByText('insufficient_credits').waitFor();
    await alert.getByRole('link', { name: 'Buy credits' }).click();
    await expectPage(page, 'Buy credits');
    await context.close();
  });
});

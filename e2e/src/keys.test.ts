import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectBalance, expectPage, rowsOf } from './dashboard.js';
import { buyByApi, callAgent } from './market.js';
import { newPerson, type Person } from './person.js';

const server = inject('server');
const agentUrl = `${server.baseUrl}/gateway/a2a/word-count`;

let browser: Browser;
let person: Person;
let page: Page;
let secret: string;
let connectionUrl: string;

beforeAll(async () => {
  browser = await launchBrowser();
  person = await newPerson(server, 'Kemi');
  await buyByApi(person);
  ({ page } = await openWindow(browser, { ...server, as: person }));
});

afterAll(async () => {
  await browser?.close();
});

describe('an API key', () => {
  test('is made with a name and a cap, and its secret is shown once', async () => {
    await page.goto('/keys');
    await page.getByRole('button', { name: 'Create key' }).click();
    const form = page.getByRole('form', { name: 'Create an API key' });
    await form.getByLabel('Name').fill('Nightly job');
    await form.getByLabel('Cap in credits').fill('1');
    await form.getByRole('button', { name: 'Create key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your new key' });
    secret = (await dialog.getByRole('region', { name: 'Key' }).textContent())?.trim() ?? '';
    expect(secret).toMatch(/^tcr_live_\w+$/);
    await dialog.getByRole('button', { name: 'I have stored it' }).click();
    await expect.poll(() => rowsOf(page, 'API keys').then((rows) => rows.length)).toBe(1);
    expect(await page.content()).not.toContain(secret);
    await page.reload();
    await page.getByText('Nightly job').waitFor();
    expect(await page.content()).not.toContain(secret);
  });

  test('pays for calls through the gateway, up to its cap', async () => {
    for (const balance of ['999.5', '999']) {
      const reply = await callAgent(agentUrl, { key: secret });
      expect([reply.status, reply.headers.get('x-credits-balance')]).toEqual([200, balance]);
    }
    const refused = await callAgent(agentUrl, { key: secret });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      error: { data: { code: 'key_limit_reached', cap: '1', used: '1' } },
    });
    await expectBalance(page, '999 credits');
  });

  test('is refused at once after it was revoked', async () => {
    await page.getByRole('button', { name: 'Actions for Nightly job' }).click();
    await page.getByRole('menuitem', { name: 'Revoke key' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    const refused = await callAgent(agentUrl, { key: secret });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { data: { code: 'invalid_api_key' } } });
  });
});

describe('a connection URL', () => {
  test("is made from a module's page, and comes with the workflow JSON to paste", async () => {
    await page.goto('/marketplace/word-count');
    await page.getByRole('link', { name: 'Use in a Telex workflow' }).click();
    await expectPage(page, 'Keys and connections');
    const form = page.getByRole('form', { name: 'Create a connection' });
    await expect
      .poll(() => form.getByLabel('Module').locator('option:checked').textContent())
      .toBe('Word count');
    await form.getByLabel('Name').fill('Support channel');
    await form.getByRole('button', { name: 'Create connection' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your connection' });
    const shown = (name: string) => dialog.getByRole('region', { name }).textContent();
    connectionUrl = (await shown('Connection URL'))?.trim() ?? '';
    expect(connectionUrl).toMatch(new RegExp(`^${server.baseUrl}/gateway/c/\\w+$`));
    const workflow = JSON.parse((await shown('Workflow JSON, to paste into Telex')) ?? '');
    expect(workflow.nodes[0]).toMatchObject({ url: connectionUrl });
    await dialog.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByText('Support channel').waitFor();
    expect(await page.content()).not.toContain(connectionUrl);
  });

  test('pays without any header', async () => {
    const reply = await callAgent(connectionUrl);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({
      result: { parts: [{ text: expect.stringMatching(/^5 words, 24 characters/) }] },
    });
    await expectBalance(page, '998.5 credits');
  });

  test('is refused at once after it was revoked', async () => {
    await page.getByRole('button', { name: 'Revoke Support channel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke connection' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await callAgent(connectionUrl)).status).toBe(401);
  });
});

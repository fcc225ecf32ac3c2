import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectBalance, expectPage } from './dashboard.js';
import { buyByApi } from './market.js';
import { newPerson, type Person, signInByApi } from './person.js';

const server = inject('server');

let browser: Browser;
let customer: Person;
let page: Page;
/** Charges by the authorisation as a program of the publisher's. */
let charge: (credits: string) => Promise<{ status: number; code?: string }>;

beforeAll(async () => {
  browser = await launchBrowser();
  customer = await newPerson(server, 'Amina');
  await buyByApi(customer);
  ({ page } = await openWindow(browser, { ...server, as: customer }));
});

afterAll(async () => {
  await browser?.close();
});

test("is given on a module's page, for its publisher to be told", async () => {
  await page.goto('/marketplace/word-count');
  await page.getByRole('link', { name: 'Let its publisher charge' }).click();
  await expectPage(page, 'Authorisations');
  const form = page.getByRole('form', { name: 'Give an authorisation' });
  await expect
    .poll(() => form.getByLabel('Module').locator('option:checked').textContent())
    .toMatch(/^Word count by /);
  await form.getByLabel('Cap in credits').fill('1');
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await form.getByLabel('Last day').fill(inAMonth);
  await form.getByLabel('Note to the publisher').fill('account 7');
  await form.getByRole('button', { name: 'Give authorisation' }).click();
  const table = page.getByRole('table', { name: 'Authorisations' });
  const id = (await table.locator('code').textContent()) ?? '';
  expect(id).toMatch(/^aut_\w+$/);

  const demo = { email: 'publisher@demo.test', password: server.demoPassword };
  const publisher = await signInByApi(server, demo);
  const { id: moduleId } = await publisher.call<{ id: string }>('/api/v1/marketplace/word-count');
  const body = { name: 'Billing', scopes: ['charges:write'] };
  const { secret } = await publisher.call<{ secret: string }>('/api/v1/api-keys', { body });
  charge = async (credits) => {
    const reply = await fetch(`${server.baseUrl}/api/v1/charges`, {
      method: 'POST',
      headers: {
        ...{ 'Content-Type': 'application/json', 'X-API-Key': secret },
        'Idempotency-Key': crypto.randomUUID(),
      },
      body: JSON.stringify({ moduleId, credits, authorisation: id }),
    });
    const { code } = (await reply.json()) as { code?: string };
    return { status: reply.status, ...(code === undefined ? {} : { code }) };
  };
});

test('shows live what the publisher took, and lets it go no further than the cap', async () => {
  expect(await charge('0.5')).toEqual({ status: 201 });
  await expectBalance(page, '999.5 credits');
  const table = page.getByRole('table', { name: 'Authorisations' });
  await table.getByText('0.5 of 1 this month').waitFor();
  expect(await charge('0.5')).toEqual({ status: 201 });
  expect(await charge('0.1')).toEqual({ status: 403, code: 'authorisation_limit_reached' });
  await expectBalance(page, '999 credits');
});

test('is ended at once', async () => {
  await page.getByRole('button', { name: 'End the authorisation for Word count' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End authorisation' }).click();
  await page.getByText('Ended', { exact: true }).waitFor();
  expect(await charge('0.1')).toEqual({ status: 403, code: 'authorisation_ended' });
});

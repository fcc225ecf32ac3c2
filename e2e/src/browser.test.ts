import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

test('axe reports a button without a name', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.setContent('<html lang="en"><title>t</title><main><button></button></main></html>');
  const { violations } = await new AxeBuilder({ page }).analyze();
  await context.close();
  expect(violations.map((violation) => violation.id)).toContain('button-name');
});

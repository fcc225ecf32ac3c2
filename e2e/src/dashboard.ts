import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** How long something may take to show up, live updates included. */
const SHOWN_MILLIS = 15_000;

/** Waits until an element's text is exactly this. */
export function expectText(locator: Locator, text: string): Promise<void> {
  return expect
    .poll(async () => (await locator.textContent())?.trim(), { timeout: SHOWN_MILLIS })
    .toBe(text);
}

/** Waits until the page's one `h1` is exactly this. */
export function expectPage(page: Page, title: string): Promise<void> {
  return expectText(page.locator('h1'), title);
}

/** Waits until the balance in the header is exactly this, such as `1,000 credits`. */
export function expectBalance(page: Page, text: string): Promise<void> {
  return expectText(page.getByRole('status', { name: 'Balance' }), text);
}

/** The value of a fact or number by its name, in a list of names and values. */
export function factOf(within: Page | Locator, name: string): Locator {
  return within
    .locator('dl > div')
    .filter({ has: rootOf(within).locator('dt', { hasText: new RegExp(`^${name}`) }) })
    .locator('dd');
}

/** The number alone of a named number, without the note under it. */
export function numberOf(within: Page | Locator, name: string): Locator {
  return factOf(within, name).locator('span').first();
}

/** Texts of a table's cells, row by row. */
export async function rowsOf(page: Page, table: string): Promise<string[][]> {
  const rows = page.getByRole('table', { name: table }).locator('tbody').getByRole('row');
  // The second span is the value; the first is the column's name, for narrow windows.
  return rows.evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll('td')].map(
        (cell) => cell.querySelector(':scope > span:last-child')?.textContent?.trim() ?? '',
      ),
    ),
  );
}

function rootOf(within: Page | Locator): Page {
  return 'page' in within ? within.page() : within;
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { expectPage } from './dashboard.js';
import { type ListedPage, type Scene, setScene, type Viewer } from './page-list.js';
import { ROOT } from './server.js';

const server = inject('server');
const screenshots = join(ROOT, '.cache/screenshots');

const looks = [1280, 360].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

let browser: Browser;
let scene: Scene;
const contexts = new Map<Viewer, BrowserContext>();

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await launchBrowser();
  scene = await setScene(server);
});

afterAll(async () => {
  await browser?.close();
});

async function windowOf(viewer: Viewer): Promise<Page> {
  const known = contexts.get(viewer);
  if (known !== undefined) {
    return known.newPage();
  }
  const as = viewer === 'nobody' ? {} : { as: scene.people[viewer] };
  const { context, page } = await openWindow(browser, { ...server, ...as });
  contexts.set(viewer, context);
  return page;
}

/** Waits until nothing of the page is still being loaded. */
async function expectLoaded(page: Page): Promise<void> {
  const loading = page.locator('.animate-pulse, [role=status][aria-label^=Loading]');
  await expect.poll(() => loading.count(), { timeout: 15_000 }).toBe(0);
}

/** What is wrong with a page at one width in one colour scheme. */
async function problemsOf(page: Page, listed: ListedPage): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const { headings, overflow } = await page.evaluate(() => ({
    headings: document.querySelectorAll('h1').length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  return [
    ...violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) })),
    ...(headings === 1 ? [] : [`${headings} h1`]),
    ...(overflow > 0 ? [`scrolls ${overflow} px sideways`] : []),
    ...((await page.title()).startsWith(listed.title) ? [] : [`title ${await page.title()}`]),
  ];
}

/** Opens a page and looks at it at each width in each colour scheme. */
async function lookAt(listed: ListedPage): Promise<Record<string, unknown[]>> {
  const page = await windowOf(listed.viewer);
  await page.goto(listed.path);
  await expectPage(page, listed.title);
  await expectLoaded(page);
  if (listed.opens !== undefined) {
    await page.getByRole('button', { name: listed.opens }).first().click();
    await page.getByRole('dialog').waitFor();
  }
  const found: Record<string, unknown[]> = {};
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectLoaded(page);
    const problems = await problemsOf(page, listed);
    if (problems.length > 0) {
      found[`${width} ${colorScheme}`] = problems;
    }
    const path = join(screenshots, `${listed.name}-${width}-${colorScheme}.png`);
    await page.screenshot({ path, fullPage: true });
  }
  await page.close();
  return found;
}

describe('at 1280 and 360 px, light and dark, nothing scrolls sideways and axe finds nothing', () => {
  const viewers: readonly Viewer[] = ['nobody', 'buyer', 'publisher', 'manager'];
  test.each(viewers)(
    'on the pages of: %s',
    async (viewer) => {
      const found: Record<string, unknown> = {};
      for (const listed of scene.pages.filter((page) => page.viewer === viewer)) {
        const problems = await lookAt(listed);
        if (Object.keys(problems).length > 0) {
          found[listed.name] = problems;
        }
      }
      expect(found).toEqual({});
    },
    180_000,
  );
});

describe('the picture of the README', () => {
  test.runIf(process.env.UPDATE_PICTURES === '1')('is the overview of the demo buyer', async () => {
    const buyer = { email: 'buyer@demo.test', password: server.demoPassword };
    const { page, context } = await openWindow(browser, { ...server, as: buyer });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto('/');
    await expectPage(page, 'Overview');
    await expectLoaded(page);
    await page.screenshot({ path: join(ROOT, 'docs/overview.png') });
    await context.close();
  });
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openWindow } from './browser.js';
import { type ListedPage, listedPages, type Scene, setScene, type Viewer } from './page-list.js';
import { ROOT } from './server.js';

const server = inject('server');
const screenshots = join(ROOT, '.cache/screenshots');

const looks = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const;
/** What a colour scheme can break: the rest is the same in both. */
const colourRules = ['color-contrast', 'link-in-text-block'];

let browser: Browser;
let scene: Scene;
const contexts = new Map<Viewer, Promise<BrowserContext>>();

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await launchBrowser();
  scene = await setScene(server);
});

afterAll(async () => {
  await browser?.close();
});

async function openContext(viewer: Viewer): Promise<BrowserContext> {
  const as = viewer === 'nobody' ? {} : { as: scene.people[viewer] };
  const { context, page } = await openWindow(browser, { ...server, ...as });
  await page.close();
  return context;
}

async function windowOf(viewer: Viewer): Promise<Page> {
  const context = contexts.get(viewer) ?? openContext(viewer);
  contexts.set(viewer, context);
  return (await context).newPage();
}

/** Waits for the page of this title, until nothing of it is still being loaded. */
async function isThere(page: Page, title: string): Promise<void> {
  // In the page: a poll of vitest's knows one test at a time, and these are two.
  await page.waitForFunction(
    (wanted) =>
      document.querySelector('h1')?.textContent?.trim() === wanted &&
      document.querySelector('.animate-pulse, [role=status][aria-label^=Loading]') === null,
    title,
    { timeout: 15_000 },
  );
}

/** axe, which is put into the page once; its legacy mode needs no page of its own. */
function axeOf(page: Page, options: { isThere: boolean; rules?: string[] }): AxeBuilder {
  const axe = new AxeBuilder({ page, ...(options.isThere ? { axeSource: ';' } : {}) });
  axe.setLegacyMode(true);
  return options.rules === undefined ? axe : axe.withRules(options.rules);
}

async function layoutProblems(page: Page, { title }: ListedPage): Promise<string[]> {
  const { headings, overflow } = await page.evaluate(() => ({
    headings: document.querySelectorAll('h1').length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  const shown = await page.title();
  return [
    ...(headings === 1 ? [] : [`${headings} h1`]),
    ...(overflow > 0 ? [`scrolls ${overflow} px sideways`] : []),
    ...(shown.startsWith(title) ? [] : [`its title is ${shown}`]),
  ];
}

let pictures = Promise.resolve();

/** One after the other, of the page in front: Chromium paints no other one completely. */
function takePicture(page: Page, name: string): Promise<void> {
  const before = pictures.catch(() => undefined);
  pictures = before.then(async () => {
    await page.bringToFront();
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  });
  return pictures;
}

async function openListed(listed: ListedPage): Promise<Page> {
  const page = await windowOf(listed.viewer);
  for (const [path, json] of Object.entries(listed.answers ?? {})) {
    await page.route(`${server.baseUrl}${path}`, (route) => route.fulfill({ json }));
  }
  await page.goto(listed.path(scene.ids));
  await isThere(page, listed.title);
  if (listed.opens !== undefined) {
    await page.getByRole('button', { name: listed.opens }).first().click();
    await page.getByRole('dialog').waitFor();
  }
  return page;
}

// Two at a time: while axe looks at one page the next one loads. They change nothing.
describe.concurrent('at 1280 and 360 px, light and dark, axe finds nothing and nothing scrolls sideways', () => {
  test.each(listedPages)('on $name', async (listed) => {
    const page = await openListed(listed);
    const found: Record<string, unknown> = {};
    for (const { width, colorScheme } of looks) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const isFirst = width === looks[0].width && colorScheme === 'light';
      const rules = colorScheme === 'dark' ? { rules: colourRules } : {};
      const { violations } = await axeOf(page, { isThere: !isFirst, ...rules }).analyze();
      const problems = [
        ...violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) })),
        ...(await layoutProblems(page, listed)),
      ];
      if (problems.length > 0) {
        found[`${width} ${colorScheme}`] = problems;
      }
      await takePicture(page, `${listed.name}-${width}-${colorScheme}`);
    }
    await page.close();
    expect(found).toEqual({});
  });
});

describe('the picture of the README', () => {
  test.runIf(process.env.UPDATE_PICTURES === '1')('is the overview of a buyer', async () => {
    const { page, context } = await openWindow(browser, { ...server, as: scene.people.buyer });
    await page.setViewportSize({ width: 1280, height: 1100 });
    await page.goto('/');
    await isThere(page, 'Overview');
    await page.screenshot({ path: join(ROOT, 'docs/overview.png') });
    await context.close();
  });
});

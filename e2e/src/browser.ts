import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const STEP_MILLIS = 15_000;

/**
 * Starts the machine's own Chromium, headless. `npm test` installs it where it can and names it in
 * `CHROMIUM_PATH`. The caller closes the browser.
 */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: CHROMIUM_FLAGS,
  });
}

interface WindowOptions {
  readonly baseUrl: string;
  /** Somebody to be signed in as; nobody by default. */
  readonly as?: { readonly email: string; readonly password: string };
}

/** A window of its own, with its own cookies; nothing in it moves. The caller closes its context. */
export async function openWindow(
  browser: Browser,
  { baseUrl, as }: WindowOptions,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext({ baseURL: baseUrl, reducedMotion: 'reduce' });
  context.setDefaultTimeout(STEP_MILLIS);
  if (as !== undefined) {
    await signInContext(context, { baseUrl, ...as });
  }
  return { context, page: await context.newPage() };
}

async function signInContext(
  context: BrowserContext,
  options: { readonly baseUrl: string; readonly email: string; readonly password: string },
): Promise<void> {
  const { baseUrl, email, password } = options;
  const reply = await context.request.post('/api/auth/sign-in/email', {
    headers: { Origin: baseUrl },
    data: { email, password },
  });
  if (!reply.ok()) {
    throw new Error(`${email} cannot sign in: ${await reply.text()}`);
  }
}

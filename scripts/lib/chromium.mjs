import { existsSync } from 'node:fs';
import { runProgram } from './process.mjs';

/** Where the browser tests find their browser; anything else is named in CHROMIUM_PATH. */
export const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

const INSTALL = ['install', '-y', '--no-install-recommends', 'chromium'];

/**
 * Makes sure that a Chromium is there for the browser tests: from Debian's packages where this is
 * root on Debian, and otherwise by saying what to install.
 *
 * @returns {Promise<import('./process.mjs').Outcome>}
 */
export async function ensureChromium() {
  if (existsSync(CHROMIUM_PATH)) {
    return { code: 0, output: '' };
  }
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (!isDebianRoot) {
    const output = `There is no Chromium at ${CHROMIUM_PATH}. Install one (Debian: apt-get install chromium) or name it in CHROMIUM_PATH.\n`;
    return { code: 1, output };
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await runProgram('apt-get', ['update'], { output: 'captured', env });
  const installed = await runProgram('apt-get', INSTALL, { output: 'captured', env });
  const found = existsSync(CHROMIUM_PATH);
  return { code: found ? 0 : 1, output: updated.output + installed.output };
}

// `npm test [-- --full]`: everything CI runs, closed by one line `N passed, N failed`.
import { bundleDashboard, compile } from './lib/build.mjs';
import { CHROMIUM_PATH, ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled, isNodeNewEnough } from './lib/install.mjs';
import { runProgram, runTool } from './lib/process.mjs';
import { runVitest } from './lib/vitest-run.mjs';

const total = { passed: 0, failed: 0 };

/** Tests read TEST_FULL to decide whether to do their long runs. */
const env = {
  ...process.env,
  CHROMIUM_PATH,
  TEST_FULL: process.argv.includes('--full') ? '1' : '',
};

/**
 * Runs one check, prints how it went (and all it said, when it failed) and counts it.
 *
 * @param {string} name
 * @param {() => Promise<import('./lib/process.mjs').Outcome>} work
 */
async function check(name, work) {
  const start = performance.now();
  const { code, output } = await work();
  const passed = code === 0;
  total[passed ? 'passed' : 'failed'] += 1;
  console.log(`${passed ? 'pass' : 'FAIL'}  ${name} (${secondsSince(start)})`);
  if (!passed) {
    console.log(output.trimEnd());
  }
  return passed;
}

/**
 * @param {string} name
 * @param {string} config
 */
async function tests(name, config) {
  const start = performance.now();
  console.log(`\n> ${name}`);
  const { passed, failed } = await runVitest(config, { name, env });
  total.passed += passed;
  total.failed += failed;
  console.log(`${failed === 0 ? 'pass' : 'FAIL'}  ${name} (${secondsSince(start)})`);
}

/** @param {number} start */
function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

const LOCKFILE_CHECK = ['scripts/complete-lockfile.mjs', '--check'];

/** @type {{ output: 'captured' }} */
const captured = { output: 'captured' };

/** The packages that others install, packed as they would be published. */
async function published() {
  for (const folder of ['packages/sdk', 'packages/cli']) {
    await check(`publint ${folder}`, () => runTool('publint', [folder, '--strict'], captured));
  }
  const attw = ['--pack', 'packages/sdk', '--profile', 'esm-only', '--no-color'];
  await check('attw packages/sdk', () => runTool('attw', attw, captured));
}

/** Two lanes for two cores: the compiler alone in one, everything that does not need it in the other. */
async function staticChecks() {
  const chromium = check('chromium', ensureChromium);
  await check('lockfile', () => runProgram(process.execPath, LOCKFILE_CHECK, captured));
  const compiled = check('tsc -b', () => compile('captured'));
  const bundled = await check('vite build', () => bundleDashboard('captured'));
  await check('biome', () => runTool('biome', ['ci', '--colors=off', '.'], captured));
  await check('dependency-cruiser', () =>
    runTool('depcruise', ['--output-type', 'err', 'packages', 'apps', 'e2e', 'scripts'], captured),
  );
  await check('knip', () => runTool('knip', ['--no-progress', '--no-config-hints'], captured));
  const built = await compiled;
  if (built) {
    await published();
  }
  return (await chromium) && built && bundled;
}

async function run() {
  if (!(isNodeNewEnough() && (await ensureInstalled()))) {
    total.failed += 1;
    return;
  }
  const readyForBrowser = await staticChecks();
  await tests('unit', 'vitest.config.ts');
  if (readyForBrowser) {
    await tests('e2e', 'e2e/vitest.config.ts');
  } else {
    total.failed += 1;
    console.log('FAIL  e2e: not run, for it needs the build and a Chromium');
  }
}

await run();
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

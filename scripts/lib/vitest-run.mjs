import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './files.mjs';
import { runTool } from './process.mjs';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 */

/**
 * Runs vitest with a configuration and counts from its JSON report. Never reports a success that
 * vitest itself did not: a run that ends badly without a failed test (a crash, an unhandled error,
 * a file that could not be loaded) counts as one failure.
 *
 * @param {string} config
 * @param {{ name: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<Count>}
 */
export async function runVitest(config, { name, env }) {
  const report = join(ROOT, `.cache/test/${name}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runTool('vitest', ['run', '--config', config, ...reporters], { env });
  const { passed, failed } = countIn(report);
  return { passed, failed: code !== 0 ? Math.max(failed, 1) : failed };
}

/**
 * @param {string} report
 * @returns {Count}
 */
function countIn(report) {
  if (!existsSync(report)) {
    return { passed: 0, failed: 1 };
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, without a trailing slash. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const GENERATED = new Set([
  '.cache',
  '.git',
  'coverage',
  'data',
  'dist',
  'node_modules',
  'test-results',
]);

/**
 * Every file under `folder` (relative to the root), as sorted paths relative to the root with
 * forward slashes. What is generated (dependencies, builds, data) is left out.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function listFiles(folder = '') {
  /** @type {string[]} */
  const found = [];
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !GENERATED.has(entry.name)) {
      found.push(...listFiles(path));
    } else if (entry.isFile() && !entry.name.endsWith('.tsbuildinfo')) {
      found.push(path);
    }
  }
  return found.sort();
}

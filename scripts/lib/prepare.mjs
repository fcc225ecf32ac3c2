import { ensureBuilt } from './build.mjs';
import { ensureInstalled, isNodeNewEnough } from './install.mjs';

/**
 * Installs and builds what is missing.
 *
 * @returns {Promise<boolean>} whether the built programs can run now; what went wrong was printed
 */
export async function prepare() {
  return isNodeNewEnough() && (await ensureInstalled()) && (await ensureBuilt());
}

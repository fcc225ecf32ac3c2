// `npm run build`: builds everything, whether or not a source changed.
import { build } from './lib/build.mjs';
import { ensureInstalled, isNodeNewEnough } from './lib/install.mjs';

const succeeded = isNodeNewEnough() && (await ensureInstalled()) && (await build());
process.exitCode = succeeded ? 0 : 1;

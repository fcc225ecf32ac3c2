import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What we need of esbuild, a development tool that comes with Vite. */
interface Bundler {
  buildSync(options: Record<string, unknown>): unknown;
}

const bundles = new Map<string, URL>();

/**
 * Makes one JavaScript file out of `<name>.ts` beside this file, as the sources are now, for threads
 * and processes of tests and of `tsx`: Node does not understand TypeScript, and starts ten times
 * faster from one file than through a loader. What runs from the build never comes here.
 */
export function bundleSources(name: string): URL {
  const known = bundles.get(name);
  const bundle = known ?? build(name);
  bundles.set(name, bundle);
  return bundle;
}

function build(name: string): URL {
  const { buildSync } = createRequire(import.meta.url)('esbuild') as Bundler;
  const outfile = `${bundleFolder()}${name}.js`;
  buildSync({ ...bundleOptions(name), outfile });
  return pathToFileURL(outfile);
}

/** How esbuild makes one file out of `<name>.ts` beside this file. */
export function bundleOptions(name: string): Record<string, unknown> {
  return {
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@telex-credits/source'],
    external: ['@photostructure/sqlite'],
  };
}

let folderMade = false;

/** One for each process, and below node_modules, so that a bundle finds the driver. */
export function bundleFolder(): string {
  const folder = new URL(
    `../../../../node_modules/.cache/store-sqlite/${process.pid}/`,
    import.meta.url,
  );
  if (!folderMade) {
    folderMade = true;
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL('package.json', folder), '{ "type": "module" }\n');
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  return fileURLToPath(folder);
}

// `node scripts/complete-lockfile.mjs [--check]`: names in package-lock.json the optional packages
// of other platforms that npm left out because the registry it asked did not have them. Without
// them `npm ci` refuses the lockfile. An added entry has no integrity; a registry that has the
// package fills it in at the next `npm install` there. With `--check` it only reports.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/files.mjs';

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {boolean} [dev]
 * @property {Record<string, string>} [optionalDependencies]
 */

const LOCKFILE = join(ROOT, 'package-lock.json');
const EXACT_VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const PLATFORM =
  /-(android|darwin|freebsd|linux|openharmony|win32|wasm32)-([a-z0-9]+)(?:-([a-z]+))?$/;

/**
 * Whether a package at `parent` finds `name`: in its own node_modules or one further out.
 *
 * @param {Record<string, Locked>} packages
 * @param {{ parent: string, name: string }} wanted
 */
function isLocked(packages, { parent, name }) {
  const folders = parent.split('/node_modules/').map((_, index, parts) => {
    const inner = parts.slice(0, index + 1).join('/node_modules/');
    return `${inner}/node_modules/${name}`;
  });
  return [`node_modules/${name}`, ...folders].some((path) => path in packages);
}

/**
 * The lockfile's entry for a package that is known by its name and version alone.
 *
 * @param {string} name
 * @param {{ version: string, dev: boolean }} facts
 */
function entryOf(name, { version, dev }) {
  const [, os, cpu, abi] = PLATFORM.exec(name) ?? [];
  if (os === undefined || cpu === undefined || !EXACT_VERSION.test(version)) {
    throw new Error(`cannot tell the platform of ${name}@${version}`);
  }
  const isWasm = os === 'wasm32';
  const libc = abi?.startsWith('musl') ? 'musl' : 'glibc';
  return {
    version,
    cpu: [isWasm ? os : cpu],
    ...(dev && { dev }),
    ...(os === 'linux' && { libc: [libc] }),
    optional: true,
    ...(!isWasm && { os: [os] }),
  };
}

const lock = JSON.parse(readFileSync(LOCKFILE, 'utf8'));
const missing = Object.entries(/** @type {Record<string, Locked>} */ (lock.packages)).flatMap(
  ([parent, { dev = false, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(lock.packages, { parent, name }))
      .map(([name, version]) => ({ name, version, dev })),
);

if (process.argv.includes('--check')) {
  const names = missing.map(({ name }) => name).join(', ');
  if (names !== '') {
    console.error(`package-lock.json leaves out ${names}: run node scripts/complete-lockfile.mjs`);
    process.exitCode = 1;
  }
} else if (missing.length > 0) {
  for (const { name, version, dev } of missing) {
    lock.packages[`node_modules/${name}`] = entryOf(name, { version, dev });
  }
  const entries = Object.entries(lock.packages);
  lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} packages to package-lock.json`);
}

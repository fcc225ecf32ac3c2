import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, ROOT } from './lib/files.mjs';

const BINARY = /\.(png|jpg|jpeg|gif|ico|webp|woff2?|pdf|db)$/;
const CODE = /\.(ts|tsx|mts|mjs|cjs|js)$/;

/** Names that are fixed by convention or by a tool, such as README.md and Dockerfile. */
const FIXED_NAME = /^(README|CHANGELOG|CONTRIBUTING|SECURITY|LICENSE|AGENTS|Dockerfile)(\.md)?$/;
const KEBAB_CASE = /^[.]?[a-z0-9]+([-.][a-z0-9]+)*$/;
const VAGUE_NAME = /^(utils?|helpers?)\b/;

/** Where amounts are computed. Floating point has no place there. */
const MONEY_CODE =
  /^(packages\/(money|ledger|ledger-testkit|store|store-[a-z]+)|apps\/api\/src\/(gateway|modules))\//;
const FLOATING_POINT = /\bparseFloat\b|\.toFixed\(|\bMath\.round\(/;

const TODO_WITHOUT_ISSUE = /\bTODO\b(?!\(#\d+\))/;
const MACHINE_PATH = /(?<![\w.~-])\/(?:work|root|home)\//;
const REGISTRY_HOST =
  /\bregistry\.[a-z-]+\.[a-z]+\b|^\s*(?:@[\w-]+:)?registry\s*=|"resolved":\s*"http/;

const LINK = /\]\(([^)\s]+)\)/g;

const files = listFiles().filter((path) => !BINARY.test(path));

/** `path:line: text` of each line that `isBad` refuses, in the files whose path `picks` takes. */
function linesThat(isBad: (line: string) => boolean, picks = (_path: string) => true): string[] {
  return files.filter(picks).flatMap((path) =>
    readFileSync(join(ROOT, path), 'utf8')
      .split('\n')
      .map((line, index) => ({ line, place: `${path}:${index + 1}` }))
      .filter(({ line }) => isBad(line))
      .map(({ line, place }) => `${place}: ${line.trim()}`),
  );
}

const isThisFile = (path: string) => path === 'scripts/tidy.test.ts';

test('files and folders are named in kebab-case', () => {
  const wrong = files.filter(
    (path) =>
      !FIXED_NAME.test(basename(path)) && !path.split('/').every((part) => KEBAB_CASE.test(part)),
  );
  expect(wrong).toEqual([]);
});

test('no file is named utils or helpers', () => {
  expect(files.filter((path) => VAGUE_NAME.test(basename(path)))).toEqual([]);
});

test('amounts are never computed in floating point', () => {
  const wrong = linesThat(
    (line) => FLOATING_POINT.test(line) && !line.includes('// not money:'),
    (path) => MONEY_CODE.test(path) && CODE.test(path),
  );
  expect(wrong).toEqual([]);
});

test('every TODO names its issue, as TODO(#12)', () => {
  const wrong = linesThat(
    (line) => TODO_WITHOUT_ISSUE.test(line),
    (path) => CODE.test(path) && !isThisFile(path),
  );
  expect(wrong).toEqual([]);
});

test('no file names a path of one machine', () => {
  expect(linesThat((line) => MACHINE_PATH.test(line))).toEqual([]);
});

test('no file names a package registry', () => {
  expect(linesThat((line) => REGISTRY_HOST.test(line))).toEqual([]);
});

test('every link of a page leads to a file that is there', () => {
  const dead = files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      [...readFileSync(join(ROOT, path), 'utf8').matchAll(LINK)]
        .map(([, target = '']) => target.split('#')[0] ?? '')
        .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
  expect(dead).toEqual([]);
});

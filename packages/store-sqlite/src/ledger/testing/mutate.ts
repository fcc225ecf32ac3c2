import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bundleFolder, bundleOptions } from '../bundle-sources.js';

/** One deliberate bug: a snippet of a source file that becomes another. */
export interface Mutation {
  /** What the bug is, as docs/simulator.md lists it. */
  readonly name: string;
  /** The file, from `packages/` on. */
  readonly file: string;
  /** Stands in the file exactly once; otherwise the mutation fails loudly. */
  readonly find: string;
  readonly replace: string;
  /** On which store it can be seen. */
  readonly store: 'model' | 'sqlite';
}

/** What we need of esbuild, a development tool that comes with Vite. */
interface Bundler {
  build(options: Record<string, unknown>): Promise<unknown>;
}

interface Plugins {
  onLoad(
    filter: { filter: RegExp },
    load: (file: { path: string }) => { contents: string; loader: 'ts' },
  ): void;
}

function mutated(text: string, { name, file, find, replace }: Mutation): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`mutation "${name}": its snippet is ${parts.length - 1} times in ${file}`);
  }
  return parts.join(replace);
}

/** Bundles `npm run simulate` with one bug in it; no switch for it stands in the code itself. */
async function bundleWith(mutation: Mutation | null, outfile: string): Promise<void> {
  const { build } = createRequire(import.meta.url)('esbuild') as Bundler;
  let applied = mutation === null;
  const setup = ({ onLoad }: Plugins) => {
    onLoad({ filter: /[/\\]src[/\\].*[.]ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const isFile = path.replaceAll('\\', '/').endsWith(`/packages/${mutation?.file}`);
      applied ||= isFile;
      return { contents: mutation && isFile ? mutated(text, mutation) : text, loader: 'ts' };
    });
  };
  const options = { ...bundleOptions('testing/simulate'), outfile, logLevel: 'silent' };
  await build({ ...options, plugins: [{ name: 'mutation', setup }] });
  if (!applied) {
    throw new Error(`mutation "${mutation?.name}": nothing loads ${mutation?.file}`);
  }
}

/** What the simulator says about the code with one bug in it, or with none. */
export interface Verdict {
  readonly ok: boolean;
  /** How many seeds were played, up to the first that broke. */
  readonly seeds: number;
  /** The first thing that broke. */
  readonly problem: string | null;
}

interface Report {
  readonly ok: boolean;
  readonly model: Played | null;
  readonly sqlite: Played | null;
}

interface Played {
  readonly seeds: number;
  readonly broken: readonly { readonly problem: string }[];
}

/** Plays seeds 1 to `seeds` of the mutated code in a process of its own, for at most a minute. */
export async function playMutation(
  mutation: Mutation | null,
  options: { readonly store: Mutation['store']; readonly seeds: number; readonly name: string },
): Promise<Verdict> {
  const outfile = `${bundleFolder()}mutation-${options.name}.js`;
  await bundleWith(mutation, outfile);
  const args = [
    '--seed',
    '1',
    '--seeds',
    String(options.seeds),
    '--store',
    options.store,
    '--json',
  ];
  const child = spawn(process.execPath, [outfile, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 60_000,
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  await once(child, 'close');
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const report = JSON.parse(last) as Report;
  const played = report[options.store];
  return { ok: report.ok, seeds: played?.seeds ?? 0, problem: played?.broken[0]?.problem ?? null };
}

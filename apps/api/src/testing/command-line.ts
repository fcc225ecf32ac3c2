import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** The command line as it is published. */
export const cliPath = fileURLToPath(
  new URL('../../../../packages/cli/dist/main.js', import.meta.url),
);
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** A program under way: what it said so far, and its end. */
export interface Running {
  readonly child: ChildProcess;
  readonly said: { out: string; error: string };
  readonly ended: Promise<Ended>;
}

/** Starts Node at the repository's root; everything that it says is kept. */
export function startNode(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Running {
  return startProgram(process.execPath, args, environment);
}

/** Starts any program, with nothing of this process's environment but the path to programs. */
export function startProgram(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Running {
  const { PATH = '' } = process.env;
  const env = { PATH, ...environment };
  const child = spawn(command, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.error += String(chunk);
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
  return { child, said, ended };
}

/** Compiles the command line where it is not up to date: a child that compiled it would be slow. */
export async function compileCli(): Promise<void> {
  const { code, out } = await startNode([tsc, '-b', 'packages/cli'], {}).ended;
  if (code !== 0) {
    throw new Error(out);
  }
}

/** The command line, with its logins in a folder of the test. */
export function commandLine(folder: string) {
  const start = (args: readonly string[]) =>
    startNode([cliPath, ...args], { XDG_CONFIG_HOME: folder, HOME: folder });
  return {
    start,
    /** Runs it to its end, with `input` piped in. */
    async run(args: readonly string[], input = ''): Promise<Ended> {
      const { child, ended } = start(args);
      child.stdin?.end(input);
      return ended;
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A server of the built tree, in a folder of its own. */
export interface RunningServer {
  readonly baseUrl: string;
  /** Holds the database; the mail folder is beside it. */
  readonly folder: string;
  readonly databaseUrl: string;
  /** The password of every demo login, as the server printed it. */
  readonly demoPassword: string;
  /** How long it took from its start until `/readyz` answered 200. */
  readonly startMillis: number;
  /** All that it has printed so far. */
  output(): string;
  /** Sends SIGINT without waiting: for tests of what happens while it drains. */
  interrupt(): void;
  /** Sends SIGINT (unless that was done) and waits for its end; throws unless it exits with 0. */
  stop(): Promise<void>;
}

interface ServerOptions {
  /** A folder to go on with; by default a new one. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const READY_MILLIS = 60_000;
const STOP_MILLIS = 30_000;

/** A folder of its own for one test. */
function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'telex-credits-e2e-'));
}

/** Removes what `temporaryFolder` made. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') {
    throw new Error('no port was given');
  }
  return address.port;
}

/** Only what a program needs to run: nothing of the test runner's own environment. */
function plainEnvironment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, ...more };
}

/** How `exited` ended: its code, or the signal that ended it. */
function ending(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((done) => {
    child.once('close', (code, signal) => done(code ?? signal ?? 1));
  });
}

/** Starts `node apps/api/dist/main.js` and waits until it is ready. Throws with its output. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const folder = options.folder ?? temporaryFolder();
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const databaseUrl = `sqlite:${join(folder, 'credits.db')}`;
  const started = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'apps/api/dist/main.js')], {
    cwd: folder,
    env: plainEnvironment({
      ...{ PORT: String(port), DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' },
      ...options.env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = gather(child);
  const ended = ending(child);
  const state = { ended: false, interrupted: false };
  // A second SIGINT would end it at once.
  const interrupt = () => {
    if (!state.interrupted) {
      state.interrupted = true;
      child.kill('SIGINT');
    }
  };
  void ended.then(() => {
    state.ended = true;
  });
  await eventually(
    async () => {
      if (state.ended) {
        return;
      }
      const { status } = await fetch(`${baseUrl}/readyz`);
      if (status !== 200) {
        throw new Error(`/readyz answers ${status}`);
      }
      if (!output().includes(baseUrl)) {
        throw new Error('it has not said where it is');
      }
    },
    { millis: READY_MILLIS, what: () => `the server to be ready\n${output()}` },
  );
  const startMillis = performance.now() - started;
  if (state.ended) {
    throw new Error(`The server did not start:\n${output()}`);
  }
  return {
    ...{ baseUrl, folder, databaseUrl, startMillis, output },
    demoPassword: /with the password (\S+)/.exec(output())?.[1] ?? '',
    interrupt,
    async stop() {
      interrupt();
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MILLIS);
      const how = await ended;
      clearTimeout(late);
      if (how !== 0) {
        throw new Error(`The server ended with ${how} instead of 0:\n${output()}`);
      }
    },
  };
}

/** Everything that a child prints, as it prints it. */
function gather(child: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}

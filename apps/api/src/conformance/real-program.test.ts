import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cells } from './cells.js';
import { routes } from './routes.js';

/** No upstream of this test looks at it. */
const secret = 'a key that is long enough';
const flags = ['--conditions=@telex-credits/source', '--import', 'tsx'];
const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telex-credits-'));
});
afterEach(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
  }
  await rm(folder, { recursive: true, force: true });
});

/** A program as a process of its own, with what it says. */
function run(file: string, args: readonly string[], environment: Record<string, string>) {
  const { PATH = '' } = process.env;
  const env = { PATH, ...environment };
  const child = spawn(process.execPath, [...flags, fileOf(file), ...args], { env });
  children.push(child);
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk) => {
    said.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said.error += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { said, ended };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('the command plays every cell against the real program, by its public API alone', async () => {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const server = run('../main.ts', [], {
    ...{ DATABASE_URL: `sqlite:${join(folder, 'credits.db')}`, PORT: '0', LOG_LEVEL: 'warn' },
    ...{ ALLOW_PRIVATE_UPSTREAMS: '1', TELEX_API_BASE: base, TELEX_AGENT_API_KEY: secret },
    ...{ OPENAI_API_BASE: base, OPENAI_API_KEY: secret },
  });
  const refused = server.ended.then(() => Promise.reject(new Error(server.said.error)));
  const ready = expect.poll(() => server.said.out, { timeout: 120_000 }).toContain('curl -s');
  await Promise.race([ready, refused]);
  const url = /Telex Credits is at (\S+)/.exec(server.said.out)?.[1] ?? '';
  const password = /with the password (\S+)/.exec(server.said.out)?.[1] ?? '';
  const login = ['--email', 'buyer@demo.test', '--password', password];
  const upstream = ['--upstream-port', String(port)];
  const suite = run('../commands/conformance.ts', ['--url', url, ...login, ...upstream], {});
  const code = await suite.ended;
  expect([code, suite.said.error]).toEqual([0, '']);
  const [last] = suite.said.out.trimEnd().split('\n').slice(-1);
  const played = routes.flatMap((route) =>
    cells.filter(
      ({ fits, choice = 'usual' }) => fits(route) && (choice === 'usual' || route.tokens === null),
    ),
  );
  expect(last).toBe(`${played.length} passed, 0 failed`);
}, 600_000);

test('without a gateway, or without saying which, the command ends with 2', async () => {
  const nobody = run('../commands/conformance.ts', [], {});
  expect(await nobody.ended).toBe(2);
  expect(nobody.said.error).toContain('usage: npm run conformance');
  const url = `http://127.0.0.1:${await freePort()}`;
  const nowhere = run('../commands/conformance.ts', ['--url', url, '--key', 'tcr_x'], {});
  expect(await nowhere.ended).toBe(2);
}, 120_000);

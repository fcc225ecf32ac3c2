import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telex-credits-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** The server as a process of its own, as `npm start` runs it. */
function start(environment: Record<string, string>) {
  const flags = ['--conditions=@telex-credits/source', '--import', 'tsx'];
  const database = { DATABASE_URL: `sqlite:${join(folder, 'credits.db')}`, PORT: '0' };
  const { PATH = '' } = process.env;
  const started = spawn(process.execPath, [...flags, main], {
    env: { PATH, ...database, ...environment },
  });
  child = started;
  const output = { out: '', error: '' };
  started.stdout.on('data', (chunk) => {
    output.out += String(chunk);
  });
  started.stderr.on('data', (chunk) => {
    output.error += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => started.on('exit', resolve));
  return { started, output, ended };
}

function open(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { headers }, resolve).on('error', reject));
}

test('a bad variable ends the start with one line and status 1', async () => {
  const { output, ended } = start({ NODE_ENV: 'production', LOG_LEVEL: 'silent' });
  expect(await ended).toBe(1);
  expect(output.error).toBe('SECRET_KEY is missing: production needs one\n');
  expect(output.out).toBe('');
}, 60_000);

test('it says where it is and how to spend a credit, and SIGTERM ends it with 0, streams included', async () => {
  const { started, output, ended } = start({ LOG_LEVEL: 'warn' });
  await expect.poll(() => output.out, { timeout: 60_000 }).toContain('curl -s');
  const url = /Telex Credits is at (\S+)/.exec(output.out)?.[1] ?? '';
  const password = /with the password (\S+)/.exec(output.out)?.[1] ?? '';
  expect((await open(`${url}/readyz`)).statusCode).toBe(200);
  const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'buyer@demo.test', password }),
  });
  const authorization = `Bearer ${signedIn.headers.get('set-auth-token')}`;
  const stream = await open(`${url}/api/v1/events`, { authorization });
  expect(stream.statusCode).toBe(200);
  stream.on('error', () => undefined).resume();
  const stoppedAt = performance.now();
  started.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(8000);
  expect(output.error).toBe('');
}, 120_000);

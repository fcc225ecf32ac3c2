import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UsageError } from './failure.js';
import { keepLogin, loginFile, readLogin } from './login-file.js';

let folder: string;
let environment: { XDG_CONFIG_HOME: string };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telex-credits-login-'));
  environment = { XDG_CONFIG_HOME: folder };
});
afterEach(() => rm(folder, { recursive: true }));

const login = { url: 'http://a.test', key: 'tcr_test_1', token: null };

it('a login is read as it was kept, by its owner alone, and replaced whole', async () => {
  expect(await readLogin(environment)).toBeNull();
  await keepLogin(environment, { ...login, key: 'tcr_test_0' });
  const file = await keepLogin(environment, login);
  expect(await readLogin(environment)).toEqual(login);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(file))).mode & 0o077).toBe(0);
  expect(await readdir(dirname(file))).toEqual(['login.json']);
});

it('variables go before the file: for CI, and without a file', async () => {
  const key = 'tcr_test_ci';
  const ci = { ...environment, TELEX_CREDITS_URL: 'http://b.test', TELEX_CREDITS_KEY: key };
  expect(await readLogin(ci)).toEqual({ url: 'http://b.test', key, token: null });
  await keepLogin(environment, { ...login, token: 'session' });
  // A key of the environment is never mixed with a session of the file.
  const keyOnly = { ...environment, TELEX_CREDITS_KEY: key };
  expect(await readLogin(keyOnly)).toEqual({ url: login.url, key, token: null });
});

it('a file that is damaged is a reason to log in again, not a crash', async () => {
  await keepLogin(environment, login);
  await writeFile(loginFile(environment), '{"url":');
  await expect(readLogin(environment)).rejects.toThrow(UsageError);
  const keyAlone = { XDG_CONFIG_HOME: join(folder, 'none'), TELEX_CREDITS_KEY: 'tcr_test_1' };
  await expect(readLogin(keyAlone)).rejects.toThrow(/TELEX_CREDITS_URL/);
});

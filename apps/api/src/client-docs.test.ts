import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@telex-credits/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliPath, compileCli, startNode, startProgram } from './testing/command-line.js';
import { openTestApplication, type TestApplication } from './testing/test-application.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

let application: TestApplication;
let url: string;
let password: string;
let folder: string;

beforeAll(async () => {
  application = await openTestApplication({}, { DEMO: '1', ALLOW_PRIVATE_UPSTREAMS: '1' });
  const { port, greeting } = await application.start();
  url = `http://127.0.0.1:${port}`;
  password = /password (\S+)/.exec(greeting.join('\n'))?.[1] ?? '';
  folder = await mkdtemp(join(tmpdir(), 'telex-credits-docs-'));
  // Beside our modules, so that the imports of a page resolve as a reader's would.
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await compileCli();
}, 180_000);
afterAll(async () => {
  await application.close();
  await rm(folder, { recursive: true });
});

/** The code of a page in one language, as a reader would type it from top to bottom. */
async function codeOf(page: string, language: string): Promise<string> {
  const text = await readFile(join(root, 'docs', page), 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))];
  expect(blocks.length).toBeGreaterThan(3);
  return blocks
    .map(([, code]) => code)
    .join('\n')
    .replaceAll('http://127.0.0.1:4000', url);
}

async function tokenOfBuyer(): Promise<string> {
  const reply = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'buyer@demo.test', password }),
  });
  return reply.headers.get('set-auth-token') ?? '';
}

async function keyOfBuyer(): Promise<string> {
  const token = await tokenOfBuyer();
  const { secret } = await createClient({ baseUrl: url, token }).keys.create({
    name: 'Docs',
    scopes: ['gateway', 'wallet:read', 'charges:write', 'usage:read'],
  });
  return secret;
}

it('the code of docs/sdk.md runs', async () => {
  const file = join(folder, 'sdk.mjs');
  await writeFile(file, await codeOf('sdk.md', 'js'));
  const { child, ended } = startNode([file], { TELEX_CREDITS_KEY: await keyOfBuyer() });
  child.stdin?.end();
  const { code, out, error } = await ended;
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toContain('0.999999');
  expect(out).toMatch(/^true \[\] 0.25$/m);
}, 120_000);

it('the code of docs/authorisations.md runs', async () => {
  const file = join(folder, 'authorisations.mjs');
  await writeFile(file, await codeOf('authorisations.md', 'js'));
  const { child, ended } = startNode([file], { PASSWORD: password });
  child.stdin?.end();
  const { code, out, error } = await ended;
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out.trim().split('\n')).toEqual([...['0.5 0.0014', 'true 0.5', '200 409', '0.85 active']]);
}, 120_000);

it('the code of docs/webhooks.md runs', async () => {
  const file = join(folder, 'webhooks.mjs');
  await writeFile(file, await codeOf('webhooks.md', 'js'));
  const { child, ended } = startNode([file], { TELEX_CREDITS_TOKEN: await tokenOfBuyer() });
  child.stdin?.end();
  const { code, out, error } = await ended;
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out.trim().split('\n')).toEqual([
    expect.stringMatching(/^webhook\.test \{ endpointId: 'whe_\w+' \}$/),
    ...['delivered 204', 'delivered 2'],
  ]);
}, 120_000);

it('the code of docs/cli.md runs', async () => {
  const command = join(folder, 'telex-credits');
  await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${cliPath}" "$@"\n`);
  await chmod(command, 0o755);
  const script = join(folder, 'cli.sh');
  await writeFile(script, `set -eu\n${await codeOf('cli.md', 'sh')}`);
  const { child, ended } = startProgram('sh', [script], {
    ...{ PATH: `${folder}:${process.env.PATH}`, XDG_CONFIG_HOME: join(folder, 'config') },
    PASSWORD: password,
    UNTIL: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
  });
  child.stdin?.end();
  const { code, out, error } = await ended;
  expect({ code, error: code === 0 ? '' : error }).toEqual({ code: 0, error: '' });
  expect(out).toContain('Word count');
  expect(out).toMatch(/key_\w+ is revoked/);
}, 120_000);

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLine, compileCli, type Running } from './testing/command-line.js';
import { openTestApplication, type TestApplication } from './testing/test-application.js';
import { payAtCheckout } from './tour/client.js';

let application: TestApplication;
let url: string;
let password: string;
let folder: string;
let cli: ReturnType<typeof commandLine>;
const running: Running[] = [];

beforeAll(async () => {
  application = await openTestApplication({}, { DEMO: '1' });
  const { port, greeting } = await application.start();
  url = `http://127.0.0.1:${port}`;
  password = /password (\S+)/.exec(greeting.join('\n'))?.[1] ?? '';
  folder = await mkdtemp(join(tmpdir(), 'telex-credits-cli-'));
  await compileCli();
  cli = commandLine(folder);
}, 180_000);
afterAll(async () => {
  for (const { child } of running) {
    child.kill('SIGKILL');
  }
  await application.close();
  await rm(folder, { recursive: true });
});

/** Runs it, requires that it went well, and answers what it printed. */
async function ok(args: readonly string[], input = ''): Promise<string> {
  const { code, out, error } = await cli.run(args, input);
  expect({ code, error: code === 0 ? '' : error }).toEqual({ code: 0, error: '' });
  return out;
}

function started(args: readonly string[]): Running {
  const one = cli.start(args);
  running.push(one);
  return one;
}

it('used wrongly it says what to do in one line, and ends with 2', async () => {
  const notIn = await cli.run(['balance']);
  expect(notIn).toMatchObject({ code: 2, out: '' });
  expect(notIn.error).toBe(
    'telex-credits: You are not logged in. Run "telex-credits login --url ADDRESS" first.\n',
  );
  const unknown = await cli.run(['balanec']);
  expect(unknown.code).toBe(2);
  expect(unknown.error).toContain('Did you mean balance?');
  expect((await cli.run(['login', '--url', url], '\n')).code).toBe(2);
  expect(await cli.run(['--help'])).toMatchObject({ code: 0, error: '' });
});

it('keeps a login where only its owner can read it, and shows the balance', async () => {
  const wrong = await cli.run(['login', '--url', url, '--email', 'buyer@demo.test'], 'a guess\n');
  expect(wrong.code).toBe(1);
  await ok(['login', '--url', url, '--email', 'buyer@demo.test'], `${password}\n`);
  const file = await stat(join(folder, 'telex-credits', 'login.json'));
  expect((file.mode & 0o777).toString(8)).toBe('600');
  const balance = await ok(['balance']);
  expect(balance).toMatch(/^AVAILABLE +HELD +DEBT +A DAY +RUNS OUT\n100 +0 +0 +0 +-\n$/);
  expect(JSON.parse(await ok(['--json', 'balance']))).toMatchObject({ available: '100' });
});

it('makes a key, calls an agent with it, shows the usage, and revokes it', async () => {
  const made = await ok(['keys', 'create', 'Shell', '--cap', '1/day', '--json']);
  const { id, secret, cap } = JSON.parse(made);
  expect(cap).toMatchObject({ credits: '1', period: 'day' });
  const refused = await cli.run(['login'], 'tcr_live_wrong\n');
  expect(refused.code).toBe(1);
  expect(refused.error).not.toContain('tcr_live_wrong');
  await ok(['login'], `${secret}\n`);
  const call = await cli.run(['call', 'word-count', 'one two three']);
  expect(call.code).toBe(0);
  expect(call.out).toContain('3');
  expect(call.error).toMatch(/^0.5 credits, 99.5 left \(use_\w+\)\n$/);
  await ok(['call', 'word-count', 'more']);
  const capped = await cli.run(['call', 'word-count', 'too much']);
  expect(capped).toMatchObject({ code: 1, out: '' });
  expect(capped.error).toMatch(/^telex-credits: .*\(req_\w+\)\n$/);
  expect((await ok(['usage', '--by', 'module'])).split('\n')[1]).toMatch(/^Word count +2 +1$/);
  expect(JSON.parse(await ok(['usage', '--limit', '1', '--json']))).toHaveLength(1);
  expect(await ok(['keys', 'revoke', id])).toBe(`${id} is revoked.\n`);
  expect(await ok(['keys', 'list'])).toMatch(/Shell .*gateway +1 a day +revoked/);
  expect((await cli.run(['call', 'word-count', 'x'])).error).toContain('telex-credits login');
}, 120_000);

it('gives an authorisation, lists it for both sides, and ends it', async () => {
  await ok(['login', '--email', 'buyer@demo.test'], `${password}\n`);
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const terms = ['--cap', '5/month', '--until', until, '--note', 'account 7'];
  const id = (await ok(['authorisations', 'create', 'word-count', ...terms])).trim();
  expect(id).toMatch(/^aut_\w+$/);
  expect(await ok(['authorisations', 'list'])).toMatch(
    new RegExp(`^${id} +Word count +.* 0 of 5 a month +${until} +active +account 7$`, 'm'),
  );
  await ok(['login', '--email', 'publisher@demo.test'], `${password}\n`);
  expect(await ok(['authorisations', 'list', '--module', 'word-count'])).toContain(id);
  await ok(['login', '--email', 'buyer@demo.test'], `${password}\n`);
  expect(await ok(['authorisations', 'end', id])).toBe(`${id} is ended.\n`);
  const wrong = ['authorisations', 'create', 'word-count', '--cap', '5', '--until', until];
  expect((await cli.run(wrong)).code).toBe(2);
}, 120_000);

it('buys: prints where to pay, waits, and says when the credits are there', async () => {
  const buying = started(['buy']);
  await expect.poll(() => buying.said.error, { timeout: 60_000 }).toContain('is pending');
  const checkout = /Pay here: (\S+)/.exec(buying.said.out)?.[1] ?? '';
  await payAtCheckout(checkout);
  const { code, out } = await buying.ended;
  expect([code, out.split('\n').at(-2)]).toEqual([0, '1000 credits are in the wallet.']);
}, 120_000);

it('Ctrl-C ends the waiting with 1, and says that nothing is lost', async () => {
  const buying = started(['buy', '--credits', '500']);
  await expect.poll(() => buying.said.error, { timeout: 60_000 }).toContain('is pending');
  buying.child.kill('SIGINT');
  const { code, error } = await buying.ended;
  expect(code).toBe(1);
  expect(error).toMatch(/pur_\w+ can still be paid/);
}, 120_000);

it('tail prints events as they happen, and Ctrl-C ends it with 0', async () => {
  const tail = started(['tail', '--json', '--after', '0']);
  await expect.poll(() => tail.said.out, { timeout: 60_000 }).toContain('"usage.created"');
  tail.child.kill('SIGINT');
  const { code, out, error } = await tail.ended;
  expect([code, error]).toEqual([0, '']);
  const types = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).type);
  expect(types).toContain('wallet.updated');
}, 120_000);

it("lists the publisher's modules and publishes one", async () => {
  await ok(['login', '--email', 'publisher@demo.test'], `${password}\n`);
  expect(await ok(['modules', 'list'])).toMatch(
    /word-count +Word count +a2a +published +0.5 a call/,
  );
  const unknown = await cli.run(['modules', 'publish', 'mod_nowhere']);
  expect(unknown).toMatchObject({ code: 1, out: '' });
  const [module] = JSON.parse(await ok(['modules', 'list', '--json']));
  expect(await ok(['modules', 'publish', module.id])).toContain('is published.');
}, 120_000);

import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAddressRules } from './addresses/address-rules.js';
import { createFindProof } from './find-proof.js';
import { type StubServer, startStub } from './testing/stub.js';
import { createUpstreams, type Upstreams } from './upstream/upstreams.js';

const content = 'telex-credits=a-line-of-this-test';
const path = '/.well-known/telex-credits.txt';

let site: StubServer;
let upstreams: Upstreams;

beforeEach(async () => {
  site = await startStub((_req, res) => res.writeHead(404).end());
  const trustedOrigins = [site.origin];
  upstreams = createUpstreams(createAddressRules({ trustedOrigins, allowPrivate: false }));
});
afterEach(async () => {
  await upstreams.close();
  await site.close();
});

const find = (url = `${site.origin}${path}`) => createFindProof(upstreams)({ url, content });

function serves(body: string, status = 200, headers: Record<string, string> = {}): void {
  site.behave = (_req, res) => {
    res.writeHead(status, headers).end(body);
  };
}

it('finds the line, alone and among others, whatever ends lines', async () => {
  const bodies = [
    content,
    `${content}\n`,
    `# ours\r\n\r\ntelex-credits=other\r\n  ${content}\r\n`,
    `${'x'.repeat(16_000)}\n${content}`,
  ];
  for (const body of bodies) {
    serves(body);
    expect(await find()).toBeNull();
  }
  expect(site.heard[0]).toMatchObject({ method: 'GET', url: path });
  expect(JSON.stringify(site.heard)).not.toContain('a-line-of-this-test');
});

it('takes no page that has the line somewhere, and no other line', async () => {
  for (const body of [
    '',
    'telex-credits=other',
    `<p>${content}</p>`,
    `${content}x`,
    'x'.repeat(9),
  ]) {
    serves(body);
    expect(await find(), body).toBe('It does not have this line.');
  }
});

it('follows no redirect, and takes no status but 200', async () => {
  const elsewhere = await startStub((_req, res) => res.end(content));
  serves(content, 302, { location: `${elsewhere.origin}${path}` });
  expect(await find()).toBe('It answered 302; redirects are not followed.');
  expect(elsewhere.heard).toEqual([]);
  for (const status of [201, 401, 404, 500]) {
    serves(content, status);
    expect(await find()).toBe(`It answered ${status} instead of 200.`);
  }
  await elsewhere.close();
});

it('reads no more than 16 KiB, and nothing that breaks off', async () => {
  serves(`${'x\n'.repeat(9000)}${content}`);
  expect(await find()).toBe('It is larger than 16 KiB.');
  let written = 0;
  site.behave = (_req, res) => {
    const chunk = 'x\n'.repeat(4096);
    const more = () => {
      written += chunk.length;
      res.write(chunk, () => !res.destroyed && more());
    };
    more();
  };
  expect(await find()).toBe('It is larger than 16 KiB.');
  expect(written).toBeLessThan(64 * 1024 * 1024);
  site.behave = (_req, res) => {
    res.writeHead(200, { 'content-length': '1000' }).write(`${content}\n`, () => res.destroy());
  };
  expect(await find()).toBe('It did not come whole within five seconds.');
});

it('asks nobody at an address that the gateway may not call', async () => {
  const other = await startStub((_req, res) => res.end(content));
  expect(await find(`${other.origin}${path}`)).toBe('Nothing answered there within five seconds.');
  expect(other.heard).toEqual([]);
  await other.close();
});

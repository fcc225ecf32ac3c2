import { beforeEach, expect, it } from 'vitest';
import { broken, json, scriptedFetch } from '../testing/scripted-fetch.js';
import { keysOfServer } from './key-source.js';

const x = 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs';
const jwk = (kid: string) => ({ kty: 'OKP', crv: 'Ed25519', kid, x, use: 'sig' });
const second = 1000;

let clock: number;
const now = () => new Date(clock);

beforeEach(() => {
  clock = Date.parse('2026-11-24T09:00:00Z');
});

function after(seconds: number): void {
  clock += seconds * second;
}

it('keys are read once, and once more for an unknown one, a minute apart at least', async () => {
  const { fetch, seen } = scriptedFetch(
    json({ keys: [jwk('a'), { kty: 'RSA', kid: 'r' }, null] }),
    json({ keys: [jwk('a'), jwk('b')] }),
  );
  const find = keysOfServer('https://credits.example', { fetch, now });
  const [one, same] = await Promise.all([find('a'), find('a')]);
  expect(one).toBeDefined();
  expect(same).toBe(one);
  expect(await find('r')).toBeUndefined();
  expect(await find('b')).toBeUndefined();
  expect(seen).toHaveLength(1);
  expect(seen[0]?.url.href).toBe('https://credits.example/.well-known/telex-credits-keys');
  after(60);
  expect(await find('b')).toBeDefined();
  expect(await find('c')).toBeUndefined();
  expect(seen).toHaveLength(2);
});

it('keys that are withdrawn are no longer trusted after an hour', async () => {
  const { fetch } = scriptedFetch(json({ keys: [jwk('a')] }), json({ keys: [jwk('b')] }));
  const find = keysOfServer('https://credits.example', { fetch, now });
  await find('a');
  after(3599);
  expect(await find('a')).toBeDefined();
  after(1);
  expect(await find('a')).toBeUndefined();
});

it('a server that does not answer is asked again, and its keys serve for a day', async () => {
  const { fetch } = scriptedFetch(broken, json({ keys: [] }), json({ keys: [jwk('a')] }), broken);
  const find = keysOfServer('https://credits.example', { fetch, now });
  const unavailable = { status: 503, code: 'signing_keys_unavailable', retryAfterSeconds: 2 };
  await expect(find('a')).rejects.toMatchObject(unavailable);
  after(2);
  await expect(find('a')).rejects.toMatchObject(unavailable);
  after(2);
  expect(await find('a')).toBeDefined();
  after(24 * 3600 - 1);
  expect(await find('a')).toBeDefined();
  await expect(find('b')).rejects.toMatchObject(unavailable);
  after(1);
  await expect(find('a')).rejects.toMatchObject(unavailable);
});

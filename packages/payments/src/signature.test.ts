import { expect, it } from 'vitest';
import { WebhookRefused } from './errors.js';
import { checkTimestamped, signTimestamped } from './signature.js';

const now = new Date('2026-11-24T10:00:00Z');
const secret = 'sbx_whsec_test';
const raw = Buffer.from('{ "id": "evt_1",  "note": "caf\\u00e9" }');
const seconds = (offset: number) => new Date(now.getTime() + offset * 1000);
const good = signTimestamped(secret, raw, now);

it('takes a signature over exactly the bytes that came', () => {
  expect(() => checkTimestamped({ secret, raw, header: good, now })).not.toThrow();
});

it('takes one good signature of several, as while a secret is rotated', () => {
  const rotated = good.replace('v1=', `v1=${'0'.repeat(64)},v1=`);
  expect(() => checkTimestamped({ secret, raw, header: rotated, now })).not.toThrow();
});

it.each([
  ['a missing header', { header: undefined }],
  ['a repeated header', { header: [good, good] }],
  ['an empty header', { header: '' }],
  ['a changed body', { raw: Buffer.from(JSON.stringify(JSON.parse(raw.toString()))) }],
  ['another secret', { header: signTimestamped('other', raw, now) }],
  ['an empty secret', { secret: '', header: signTimestamped('', raw, now) }],
  ['only another scheme', { header: good.replace('v1=', 'v0=') }],
  ['a signature that is too short', { header: good.slice(0, -2) }],
  ['no hex', { header: good.slice(0, -2).concat('zz') }],
  ['a changed timestamp', { header: good.replace(/t=(\d+)/, (_, t) => `t=${Number(t) + 1}`) }],
  ['two timestamps', { header: `t=1,${good}` }],
  ['an age of 301 seconds', { header: signTimestamped(secret, raw, seconds(-301)) }],
  ['a time 301 seconds ahead', { header: signTimestamped(secret, raw, seconds(301)) }],
])('refuses %s', (_, change) => {
  expect(() => checkTimestamped({ secret, raw, header: good, now, ...change })).toThrow(
    WebhookRefused,
  );
});

it('takes a signature of up to five minutes ago', () => {
  const header = signTimestamped(secret, raw, seconds(-300));
  expect(() => checkTimestamped({ secret, raw, header, now })).not.toThrow();
});

import { createHmac, timingSafeEqual } from 'node:crypto';
import { WebhookRefused } from './errors.js';

/** How far a signature's time may be from ours, both ways: a signed body cannot be replayed for ever. */
const toleranceSeconds = 300;
const hexDigest = /^[0-9a-f]{64}$/i;

function digest(secret: string, timestamp: string, raw: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest();
}

/** Signs bytes as Stripe does: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.raw">`. */
export function signTimestamped(secret: string, raw: Uint8Array, at: Date): string {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return `t=${timestamp},v1=${digest(secret, timestamp, raw).toString('hex')}`;
}

/**
 * Checks a `t=…,v1=…` header (several `v1` while a secret is rotated) over exactly these bytes, in
 * constant time. Throws `WebhookRefused` when it is missing, malformed, of another body or secret,
 * or more than five minutes away from `now` in either direction.
 */
export function checkTimestamped(signed: {
  readonly secret: string;
  readonly raw: Uint8Array;
  readonly header: string | readonly string[] | undefined;
  readonly now: Date;
}): void {
  if (signed.secret === '') {
    throw new WebhookRefused('no secret is configured');
  }
  if (typeof signed.header !== 'string') {
    throw new WebhookRefused('the signature header is missing or repeated');
  }
  const parts = signed.header.split(',').map((part) => part.trim().split('='));
  const values = (name: string) =>
    parts.flatMap(([key, value = '']) => (key === name ? value : []));
  const [timestamp, ...more] = values('t');
  if (timestamp === undefined || more.length > 0 || !/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookRefused('the signature has no single timestamp');
  }
  const expected = digest(signed.secret, timestamp, signed.raw);
  // The shape first: timingSafeEqual throws on a difference of lengths.
  const matches = values('v1').filter(
    (value) => hexDigest.test(value) && timingSafeEqual(Buffer.from(value, 'hex'), expected),
  );
  if (matches.length === 0) {
    throw new WebhookRefused('no signature matches the body');
  }
  if (Math.abs(signed.now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new WebhookRefused('the signature is too old or from the future');
  }
}

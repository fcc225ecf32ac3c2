import { AppError } from '../../foundation/app-error.js';

/** Which rate refused; `running` is the places for running calls. */
type Policy = 'key' | 'module' | 'address' | 'abandoned' | 'running';

const details: Readonly<Record<Policy, string>> = {
  key: 'This key calls too often.',
  module: 'This module is called too often, and your share of it is used up.',
  address: 'Too many keys that open nothing came from this address.',
  abandoned: 'This key left too many streams before their first output.',
  running: 'Too many calls are running at once.',
};

/** 429 `rate_limited`, with the policy that refused and when to try again. */
export function tooMany(policy: Policy, waitSeconds: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitSeconds));
  return new AppError(
    429,
    'rate_limited',
    `${details[policy]} Try again in ${seconds} s.`,
    { policy, retryAfterSeconds: seconds },
    { headers: { 'retry-after': String(seconds) } },
  );
}

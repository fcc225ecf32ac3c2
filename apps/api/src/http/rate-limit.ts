import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../foundation/app-error.js';

/** So many requests a window. */
export interface RateLimit {
  readonly points: number;
  readonly seconds: number;
}

/** Counts per key, in this process. */
export interface RateLimiter {
  /** Counts one; sets the `RateLimit` headers; throws 429 `rate_limited` when it is one too many. */
  take(key: string, res: Response): Promise<void>;
  /** Forgets a key's count, after a guess turned out right. */
  forget(key: string): Promise<void>;
}

/** Makes a limiter; `name` is what the headers call its policy. */
export function createRateLimiter(name: string, limit: RateLimit): RateLimiter {
  const limiter = new RateLimiterMemory({
    keyPrefix: name,
    points: limit.points,
    duration: limit.seconds,
  });
  return {
    async take(key, res) {
      const outcome = await limiter.consume(key).catch((thrown: unknown) => {
        if (thrown instanceof RateLimiterRes) {
          return thrown;
        }
        throw thrown;
      });
      const seconds = Math.max(1, Math.ceil(outcome.msBeforeNext / 1000));
      res.set({
        'RateLimit-Policy': `"${name}";q=${limit.points};w=${limit.seconds}`,
        RateLimit: `"${name}";r=${Math.max(0, outcome.remainingPoints)};t=${seconds}`,
      });
      if (outcome.consumedPoints > limit.points) {
        throw new AppError(
          429,
          'rate_limited',
          `Too many requests. Try again in ${seconds} s.`,
          { retryAfterSeconds: seconds },
          { headers: { 'Retry-After': String(seconds) } },
        );
      }
    },
    async forget(key) {
      await limiter.delete(key);
    },
  };
}

import type { Response } from 'express';
import { createRateLimiter, type RateLimit } from '../../http/rate-limit.js';

/** Counts guesses at accounts, and mails to them, before anything is looked up or asked for. */
export interface Guesses {
  /**
   * Counts one guess at the account of an address through a door, from where the request comes and
   * from anywhere. Throws 429 `rate_limited`. Answers how to take it back when it was right.
   */
  count(
    guess: { readonly door: string; readonly email: string },
    res: Response,
  ): Promise<() => Promise<void>>;
}

/** The second limit is far above what a person needs: it is for guesses from many addresses at once. */
export function createGuesses(limit: RateLimit = { points: 10, seconds: 300 }): Guesses {
  const here = createRateLimiter('guess', limit);
  const anywhere = createRateLimiter('guesses', { points: 100, seconds: 3600 });
  return {
    async count({ door, email }, res) {
      const account = `${door} ${email.trim().toLowerCase().slice(0, 320)}`;
      const fromHere = `${account} ${res.req.socket.remoteAddress ?? 'unknown'}`;
      await anywhere.take(account, res);
      await here.take(fromHere, res);
      return () => here.forget(fromHere);
    },
  };
}

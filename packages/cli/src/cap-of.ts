import type { Client } from '@telex-credits/sdk';
import { UsageError } from './failure.js';

type Cap = NonNullable<Parameters<Client['keys']['create']>[0]['cap']>;

/** A cap as it is typed, such as `100/month`; the server checks the number. */
export function capOf(text: string): Cap {
  const [, credits, period] = /^([\d.]+)\/(day|month|total)$/.exec(text) ?? [];
  if (credits === undefined || period === undefined) {
    throw new UsageError('--cap takes credits and a period, such as 100/month, 5/day or 20/total.');
  }
  return { credits, period: period as Cap['period'] };
}

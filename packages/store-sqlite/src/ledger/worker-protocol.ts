import type { Operation } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import type { VerifyReport, Worked } from '@telex-credits/store';
import type { CacheSizes } from './ledger-state.js';

/** What a worker thread is started for. */
export type WorkerTask =
  | {
      readonly task: 'write';
      readonly path: string;
      readonly baseCurrency: Currency;
      readonly batchMax: number;
      readonly cacheSizes: CacheSizes;
    }
  | { readonly task: 'verify'; readonly path: string };

/** To a writer: one batch at a time, or the end. */
export type ToWriter =
  | { readonly type: 'work'; readonly operations: readonly Operation[]; readonly now: string }
  | { readonly type: 'close' };

/** From a worker thread. */
export type FromWorker =
  | { readonly type: 'ready' }
  | ({ readonly type: 'worked' } & Worked)
  | { readonly type: 'report'; readonly error: unknown }
  | { readonly type: 'verified'; readonly report: VerifyReport };

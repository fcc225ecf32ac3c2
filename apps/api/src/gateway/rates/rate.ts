/** So many requests in so many seconds, on average; at most `requests` of them at once. */
export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

/** What a rate said to one request. */
export interface RateState {
  readonly allowed: boolean;
  readonly rate: Rate;
  /** Requests that may follow at once. */
  readonly remaining: number;
  /** Until the next one is allowed, when this one is not. */
  readonly waitSeconds: number;
}

/** How often things may happen at the gateway, in this process. */
export interface Rates {
  /** Of one key or connection, where its owner set nothing else. */
  readonly key: Rate;
  /** Of one module, shared by everybody who calls it, where its publisher set nothing else. */
  readonly module: Rate;
  /** Secrets that open nothing, from one address. */
  readonly guesses: Rate;
  /** Streams per token that one key left before their first output. */
  readonly leavers: Rate;
  /** Calls that run at once. */
  readonly places: { readonly total: number; readonly perModule: number };
  /** How long a call waits for a place, and how many of one organisation may. */
  readonly waiting: { readonly millis: number; readonly perOrganisation: number };
}

export const usualRates: Rates = {
  key: { requests: 60_000, seconds: 60 },
  module: { requests: 120_000, seconds: 60 },
  guesses: { requests: 60, seconds: 60 },
  leavers: { requests: 20, seconds: 60 },
  places: { total: 4096, perModule: 1024 },
  waiting: { millis: 2_000, perOrganisation: 64 },
};

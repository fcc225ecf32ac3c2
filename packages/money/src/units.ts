declare const unit: unique symbol;

/** Micro-credits: 1 credit = 1,000,000. Cannot be passed where nano-units are asked for. */
export type Micros = bigint & { readonly [unit]?: 'micro-credits' };

/** Nano-units (10^-9) of the base currency, the ledger's unit of it. */
export type Nanos = bigint & { readonly [unit]?: 'nano-units' };

/** Minor units (cents, kobo, yen) of a currency. */
export type Minor = bigint & { readonly [unit]?: 'minor units' };

import type { Micros } from '@telex-credits/money';
import type { ModuleChoice, Route } from './route.js';

/** What a receipt says, as far as the suite asks. */
export interface SeenReceipt {
  readonly outcome: string;
  readonly credits: Micros;
  readonly held: Micros;
  readonly excess: Micros;
  readonly estimated: boolean;
  readonly lines: readonly { readonly what: string; readonly quantity: string }[];
}

/** A gateway under test, by what any client of it may see. */
export interface Target {
  /** The base URL, without a slash at its end. */
  readonly url: string;
  /** Headers that say who calls. */
  readonly headers: Readonly<Record<string, string>>;
  /** The path of a route on such a module; undefined where this gateway has none. */
  pathOf(route: Route, choice: ModuleChoice): string | undefined;
  wallet(): Promise<{ readonly available: Micros; readonly held: Micros }>;
  /** Undefined while there is none. */
  receipt(usageId: string): Promise<SeenReceipt | undefined>;
}

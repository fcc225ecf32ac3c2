import type { Json } from '@telex-credits/ledger';

/** An expected refusal. `code` and `detail` are shown to the caller, `cause` only to the log. */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    /** HTTP status. */
    readonly status: number,
    /** Stable, snake_case. */
    readonly code: string,
    /** A sentence that tells a person what to do. */
    readonly detail: string,
    /** Numbers that explain it; amounts as decimal strings. */
    readonly numbers: Readonly<Record<string, Json>> = {},
    options?: { readonly cause?: unknown; readonly headers?: Readonly<Record<string, string>> },
  ) {
    super(
      `${code}: ${detail}`,
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
    this.headers = options?.headers ?? {};
  }

  /** Extra reply headers, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The same answer for what is not there and what belongs to somebody else. */
export function notFound(code: string, what: string): AppError {
  return new AppError(404, code, `There is no such ${what} in this organisation.`);
}

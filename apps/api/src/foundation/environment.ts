/** Everything non-deterministic that services use; tests inject their own. */
export interface Environment {
  readonly now: () => Date;
  /** A fresh id: the prefix, then a time-ordered part (`pur_0199…`). */
  readonly newId: (prefix: string) => string;
  /** Cryptographically random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
}

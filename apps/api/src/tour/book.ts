/** Compares numbers and prints them; remembers whether any differed. */
export interface Book {
  readonly check: (what: string, actual: unknown, expected: unknown) => void;
  readonly allRight: () => boolean;
}

/** Makes the book of one tour. */
export function createBook(say: (line: string) => void): Book {
  let right = true;
  return {
    check(what, actual, expected) {
      const same = actual === expected;
      right &&= same;
      say(
        same
          ? `   ok     ${what}: ${String(actual)}`
          : `   WRONG  ${what}: ${String(actual)}, must be ${String(expected)}`,
      );
    },
    allRight: () => right,
  };
}

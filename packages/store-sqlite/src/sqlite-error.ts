const busy = 5;
const constraint = 19;
const uniqueConstraint = 2067;
const primaryKeyConstraint = 1555;

function extendedCode(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Whether another connection held the lock for longer than the busy timeout. */
export function isBusy(error: unknown): boolean {
  return ((extendedCode(error) ?? 0) & 0xff) === busy;
}

/** Whether a CHECK, UNIQUE, NOT NULL … constraint or a trigger refused the statement. */
export function isConstraint(error: unknown): boolean {
  return ((extendedCode(error) ?? 0) & 0xff) === constraint;
}

/** The columns (`table.column`) of the unique constraint that was broken; undefined for any other error. */
export function brokenUnique(error: unknown): string[] | undefined {
  const code = extendedCode(error);
  if (!(error instanceof Error) || (code !== uniqueConstraint && code !== primaryKeyConstraint)) {
    return undefined;
  }
  return error.message.replace(/^.*constraint failed: /, '').split(', ');
}

/** Whether SQLite itself says that something went wrong. */
export function isSqliteError(error: unknown): boolean {
  return extendedCode(error) !== undefined;
}

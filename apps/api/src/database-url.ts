import { dirname, resolve } from 'node:path';

/** Where the embedded store keeps its files. */
export interface DatabaseLocation {
  readonly kind: 'sqlite';
  readonly ledgerFile: string;
  /** Application data and accounts, beside the ledger. */
  readonly appFile: string;
  readonly folder: string;
}

/**
 * Reads `sqlite:./data/credits.db`: the ledger's file, with application data beside it in
 * `*.app.db`. Answers what is wrong, to be said after the variable's name.
 */
export function parseDatabaseUrl(text: string): DatabaseLocation | { readonly problem: string } {
  if (/^mongodb(\+srv)?:/.test(text)) {
    return { problem: 'names MongoDB, whose store is not there yet; use sqlite:./path/to/file.db' };
  }
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (path === undefined || path.includes('?') || path.startsWith(':')) {
    return { problem: 'must be sqlite:./path/to/file.db' };
  }
  const ledgerFile = resolve(path);
  return {
    kind: 'sqlite',
    ledgerFile,
    appFile: `${ledgerFile.replace(/\.(db|sqlite|sqlite3)$/, '')}.app.db`,
    folder: dirname(ledgerFile),
  };
}

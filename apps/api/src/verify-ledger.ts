import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Currency, isCurrency, printCredits, printNanos } from '@telex-credits/money';
import type { Check, VerifyReport } from '@telex-credits/store';
import { checkJournalExport, verifySqliteLedger } from '@telex-credits/store-sqlite';
import { type DatabaseLocation, parseDatabaseUrl } from './database-url.js';

/** What `npm run verify` says and exits with: 0 sound, 1 broken, 2 could not run. */
export interface VerifyOutcome {
  readonly code: 0 | 1 | 2;
  /** For people, or one JSON object. */
  readonly text: string;
}

/**
 * Checks every rule of the ledger that `databaseUrl` names. Read-only: a server that runs on it is
 * not disturbed, and a file that is not there is not made.
 */
export async function verifyLedger(options: {
  readonly databaseUrl: string;
  readonly baseCurrency: string;
  readonly json: boolean;
}): Promise<VerifyOutcome> {
  const location = parseDatabaseUrl(options.databaseUrl);
  if ('problem' in location) {
    return unable(`DATABASE_URL ${location.problem}`, options.json);
  }
  const { label } = location;
  if (location.kind === 'sqlite' && !existsSync(location.ledgerFile)) {
    return unable(`there is no ledger at ${label}`, options.json);
  }
  try {
    const about = { ...options, ledger: label, title: `Ledger ${label}` };
    return outcomeOf(await verifyAt(location), about);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unable(`${label} could not be checked: ${reason}`, options.json);
  }
}

async function verifyAt(location: DatabaseLocation): Promise<VerifyReport> {
  if (location.kind === 'sqlite') {
    return verifySqliteLedger(location.ledgerFile);
  }
  const { verifyMongoDatabase } = await import('@telex-credits/store-mongo');
  return verifyMongoDatabase({ url: location.url });
}

/**
 * Checks an export of a journal (docs/export.md) without its database: the hash chain, every line, and
 * every operation decided again.
 */
export async function verifyExport(options: {
  readonly file: string;
  readonly baseCurrency: string;
  readonly json: boolean;
}): Promise<VerifyOutcome> {
  const { file } = options;
  if (!existsSync(file)) {
    return unable(`there is no export at ${file}`, options.json);
  }
  try {
    const lines = createInterface({ input: createReadStream(file), crlfDelay: 0 });
    const about = { ...options, ledger: file, title: `Export ${file}` };
    return outcomeOf(await checkJournalExport(lines), about);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unable(`${file} could not be checked: ${reason}`, options.json);
  }
}

function outcomeOf(
  report: VerifyReport,
  about: {
    readonly ledger: string;
    readonly title: string;
    readonly baseCurrency: string;
    readonly json: boolean;
  },
): VerifyOutcome {
  const currency = isCurrency(about.baseCurrency) ? about.baseCurrency : 'USD';
  const text = about.json
    ? jsonOf(report, about.ledger)
    : prose(report, { title: about.title, currency });
  return { code: report.ok ? 0 : 1, text };
}

function unable(reason: string, json: boolean): VerifyOutcome {
  return { code: 2, text: json ? JSON.stringify({ ok: null, error: reason }) : reason };
}

/** Amounts as decimal strings of the ledger's own units, which no JSON number could hold. */
function jsonOf(report: VerifyReport, ledger: string): string {
  return JSON.stringify({ ledger, ...report }, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

function prose(
  report: VerifyReport,
  about: { readonly title: string; readonly currency: Currency },
): string {
  const shortfalls = report.shortfalls.map(({ account, asset, owed }) => {
    const amount =
      asset === 'CREDIT'
        ? `${printCredits(owed)} credits`
        : `${printNanos(owed, about.currency).amount} ${asset}`;
    return `  ${account} owes ${amount}`;
  });
  const broken = report.checks.filter((check) => !check.ok).length;
  return [
    `${about.title}, ${report.lastSeq} entries`,
    ...(report.head === undefined ? [] : [`  journal hash ${report.head}`]),
    ...report.checks.flatMap(linesOf),
    ...(shortfalls.length === 0 ? [] : ['Owed (listed, not broken):', ...shortfalls]),
    report.ok ? 'Sound: every check holds.' : `Broken: ${broken} of the checks do not hold.`,
  ].join('\n');
}

function linesOf(check: Check): string[] {
  const line = `  ${check.ok ? 'ok    ' : 'BROKEN'} ${check.name} (${check.checked} checked)`;
  return [line, ...check.problems.map((problem) => `           ${problem}`)];
}

import { existsSync } from 'node:fs';
import { type Currency, isCurrency, printCredits, printNanos } from '@telex-credits/money';
import type { Check, VerifyReport } from '@telex-credits/store';
import { verifySqliteLedger } from '@telex-credits/store-sqlite';
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
    const report = await verifyAt(location);
    const currency = isCurrency(options.baseCurrency) ? options.baseCurrency : 'USD';
    const text = options.json ? jsonOf(report, label) : prose(report, { label, currency });
    return { code: report.ok ? 0 : 1, text };
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
  about: { readonly label: string; readonly currency: Currency },
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
    `Ledger ${about.label}, ${report.lastSeq} entries`,
    ...report.checks.flatMap(linesOf),
    ...(shortfalls.length === 0 ? [] : ['Owed (listed, not broken):', ...shortfalls]),
    report.ok ? 'Sound: every check holds.' : `Broken: ${broken} of the checks do not hold.`,
  ].join('\n');
}

function linesOf(check: Check): string[] {
  const line = `  ${check.ok ? 'ok    ' : 'BROKEN'} ${check.name} (${check.checked} checked)`;
  return [line, ...check.problems.map((problem) => `           ${problem}`)];
}

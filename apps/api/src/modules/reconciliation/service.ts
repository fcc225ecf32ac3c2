import type { ReconciliationReport } from '@telex-credits/contracts';
import type { PaymentProvider } from '@telex-credits/payments';
import type { DocumentStore } from '@telex-credits/store';
import { AppError } from '../../foundation/app-error.js';
import type { Environment } from '../../foundation/environment.js';
import { pageOf } from '../../foundation/page-of.js';
import { type ComparingDeps, compareDay } from './compare.js';
import { createReconciliationRepository } from './repository.js';

/** What providers have and we lack, and the reverse; the door to this module. */
export interface ReconciliationService {
  /** Makes, or makes again, the report of one UTC day. */
  run(day: string): Promise<ReconciliationReport>;
  /** Makes the reports of the last three days that are missing or not settled; run it hourly. */
  runDue(): Promise<void>;
  list(page: {
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<{ data: ReconciliationReport[]; nextCursor: string | null }>;
  /** Throws 404 `report_not_found`. */
  get(day: string): Promise<ReconciliationReport>;
}

export interface ReconciliationDeps extends ComparingDeps {
  readonly documents: DocumentStore;
  readonly providers: readonly PaymentProvider[];
  readonly environment: Pick<Environment, 'now'>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How long after a day providers' lists of it may still grow. */
const settlingMs = hourMs;
/** How often a day with open questions is looked at again. */
const againMs = 6 * hourMs;
const daysBack = [1, 2, 3];

function statusOf(
  report: Pick<ReconciliationReport, 'differences' | 'failures'>,
): ReconciliationReport['status'] {
  if (report.failures.length > 0) {
    return 'unavailable';
  }
  if (report.differences.length === 0) {
    return 'agrees';
  }
  const isExplained = report.differences.every(
    ({ kind }) => kind === 'other_day' || kind === 'repaired',
  );
  return isExplained ? 'explained' : 'open';
}

const reasonOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).slice(0, 300);

/** Makes the reconciliation service. */
export function createReconciliationService(deps: ReconciliationDeps): ReconciliationService {
  const repository = createReconciliationRepository(deps.documents);
  const now = () => deps.environment.now().getTime();

  async function run(day: string): Promise<ReconciliationReport> {
    const parts: Pick<ReconciliationReport, 'sums' | 'differences' | 'failures'> = {
      ...{ sums: [], differences: [], failures: [] },
    };
    for (const provider of deps.providers) {
      try {
        const { sums, differences } = await compareDay(deps, provider, day);
        parts.sums.push(...sums);
        parts.differences.push(...differences);
      } catch (error) {
        parts.failures.push({ provider: provider.id, reason: reasonOf(error) });
      }
    }
    const madeAt = new Date(now()).toISOString();
    const report = { day, madeAt, status: statusOf(parts), ...parts };
    await repository.save(report);
    return report;
  }

  function isDue(report: ReconciliationReport | undefined): boolean {
    if (report === undefined || report.status === 'unavailable') {
      return true;
    }
    return report.status === 'open' && now() - Date.parse(report.madeAt) >= againMs;
  }

  return {
    run,
    async runDue() {
      for (const back of daysBack) {
        const day = new Date(now() - settlingMs - back * dayMs).toISOString().slice(0, 10);
        if (isDue(await repository.report(day))) {
          await run(day);
        }
      }
    },
    list: ({ limit, cursor = null }) => pageOf(() => repository.reports({ limit, cursor })),
    async get(day) {
      const report = await repository.report(day);
      if (report === undefined) {
        throw new AppError(
          404,
          'report_not_found',
          'There is no report of this day. Reports are made an hour after the end of a UTC day.',
        );
      }
      return report;
    },
  };
}

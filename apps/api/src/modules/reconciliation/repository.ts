import type { ReconciliationReport } from '@telex-credits/contracts';
import { type DocumentStore, UniqueViolation, update } from '@telex-credits/store';
import { type ReportDoc, reportCollection } from './schemas.js';

/** Reports, one a day; a later one of the same day replaces it. */
export interface ReconciliationRepository {
  report(day: string): Promise<ReconciliationReport | undefined>;
  reports(page: {
    readonly limit: number;
    readonly cursor: string | null;
  }): Promise<{ data: ReconciliationReport[]; nextCursor: string | null }>;
  save(report: ReconciliationReport): Promise<void>;
}

function withoutId({ id: _id, ...report }: ReportDoc): ReconciliationReport {
  return report;
}

export function createReconciliationRepository(documents: DocumentStore): ReconciliationRepository {
  const reports = documents.collection(reportCollection);
  return {
    async report(day) {
      const stored = await reports.get(day);
      return stored && withoutId(stored.doc);
    },
    async reports(page) {
      const query = { index: 'by_day', equals: [], order: 'descending' } as const;
      const found = await reports.find({ ...query, ...page });
      return { data: found.items.map(({ doc }) => withoutId(doc)), nextCursor: found.nextCursor };
    },
    async save(report) {
      const doc = { ...report, id: report.day };
      try {
        await reports.insert(doc);
      } catch (error) {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
        await update(reports, doc.id, () => doc);
      }
    },
  };
}

import { Link } from '@tanstack/react-router';
import { type Report, useReports } from '../../../hooks/reconciliation.js';
import { dateTimeText, utcDayText } from '../../../time/format.js';
import { type Column, DataTable } from '../../../ui/data-table.js';
import { Page } from '../../../ui/layout.js';
import { LoadMore } from '../../../ui/load-more.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { providerName } from '../../purchases/provider-name.js';
import { AdminOnly } from '../admin-only.js';
import { ReportStatus } from './report-status.js';

const columns: readonly Column<Report>[] = [
  {
    id: 'day',
    header: 'Day (UTC)',
    cell: ({ day }) => (
      <Link
        to="/admin/reconciliation/$day"
        params={{ day }}
        className="font-medium text-accent-ink hover:underline"
      >
        {utcDayText(day)}
      </Link>
    ),
  },
  { id: 'status', header: 'Status', cell: ({ status }) => <ReportStatus status={status} /> },
  {
    id: 'providers',
    header: 'Compared',
    cell: ({ sums }) =>
      sums.length === 0
        ? 'Nothing moved'
        : sums.map(({ provider, currency }) => `${providerName(provider)} ${currency}`).join(', '),
  },
  {
    id: 'differences',
    header: 'Differences',
    numeric: true,
    cell: ({ differences }) => String(differences.length),
  },
  { id: 'made', header: 'Made', numeric: true, cell: ({ madeAt }) => dateTimeText(madeAt) },
];

/** What providers' lists and our ledger said, day by day. */
export function ReconciliationPage() {
  return (
    <AdminOnly title="Reconciliation">
      <Reports />
    </AdminOnly>
  );
}

function Reports() {
  const reports = useReports();
  return (
    <Page
      title="Reconciliation"
      lead="What providers list and what our ledger has, day by day. Nothing is ever taken back because of a difference."
    >
      <QueryView query={reports} what="The reports">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No reports yet">
              The report of a UTC day is made an hour after its end.
            </EmptyState>
          ) : (
            <DataTable label="Days" columns={columns} rows={rows} rowId={({ day }) => day} />
          )
        }
      </QueryView>
      <LoadMore list={reports} />
    </Page>
  );
}

import { useSearch } from '@tanstack/react-router';
import { walletRoutes } from '@telex-credits/contracts';
import { callForCsv } from '../../api/call.js';
import { type StatementFilters, useTransactions } from '../../hooks/wallet.js';
import { zoneText } from '../../time/format.js';
import { momentsOf } from '../../time/range.js';
import { CsvButton } from '../../ui/csv-button.js';
import { DataTable } from '../../ui/data-table.js';
import { Page } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { StatementFilterForm, type StatementSearch } from './statement-filters.js';
import { statementColumns } from './statement-table.js';

/** Every posting with its running balance. */
export function StatementPage() {
  const search = useSearch({ from: '/app/statement' });
  const filters = filtersOf(search);
  const transactions = useTransactions(filters);
  const filtered = Object.keys(filters).length > 0;
  return (
    <Page
      title="Statement"
      lead={`Every change of the balance, newest first. Times are in your zone (${zoneText()}).`}
      actions={
        <CsvButton
          load={() => callForCsv(walletRoutes.transactions, { query: filters })}
          fileName="statement.csv"
        />
      }
    >
      <StatementFilterForm search={search} />
      <QueryView query={transactions} what="The statement">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={filtered ? 'Nothing matches these filters' : 'No entries yet'}>
              {filtered
                ? 'Widen the dates, or clear the filters.'
                : 'The first credits that come in make the first entry.'}
            </EmptyState>
          ) : (
            <DataTable
              label="Statement"
              columns={statementColumns}
              rows={rows}
              rowId={({ id }) => id}
            />
          )
        }
      </QueryView>
      <LoadMore list={transactions} />
    </Page>
  );
}

/** The address's filters as the API takes them. */
export function filtersOf({ from, to, ...rest }: StatementSearch): StatementFilters {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { ...momentsOf({ from, to }), ...Object.fromEntries(given) };
}

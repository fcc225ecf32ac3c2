import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import {
  type EarningsEntry,
  type EarningsFilters,
  useEarningsEntries,
} from '../../hooks/earnings.js';
import { dateTimeText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';

const columns: readonly Column<EarningsEntry>[] = [
  { id: 'at', header: 'Time', cell: ({ at }) => dateTimeText(at) },
  { id: 'type', header: 'Type', cell: ({ type }) => <EntryType type={type} /> },
  { id: 'module', header: 'Module', cell: ({ moduleName }) => moduleName ?? '–' },
  {
    id: 'credits',
    header: 'Credits of the call',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) =>
      isZero(credits) ? (
        <Credits amount="0" className="text-faint" />
      ) : (
        <Credits amount={credits} />
      ),
  },
  {
    id: 'amount',
    header: 'Amount',
    numeric: true,
    amount: ({ amount }) => amount.amount,
    cell: ({ amount }) => <MoneyAmount money={amount} className="font-medium" />,
  },
];

function EntryType({ type }: { type: EarningsEntry['type'] }) {
  return {
    earned: <Badge tone="positive">Earned</Badge>,
    reversed: <Badge tone="negative">Reversed</Badge>,
    restored: <Badge tone="accent">Restored</Badge>,
    matured: <Badge>Became available</Badge>,
  }[type];
}

/** What was earned, call by call; it grows as calls are made. */
export function EarningsEntries({ filters }: { filters: EarningsFilters }) {
  const entries = useEarningsEntries(filters);
  return (
    <Section title="Entries" lead="Newest first.">
      <QueryView query={entries} what="The entries">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="Nothing earned here yet">
              Each paid call of one of your modules adds an entry the moment it ends.
            </EmptyState>
          ) : (
            <DataTable label="Earnings" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      <LoadMore list={entries} />
    </Section>
  );
}

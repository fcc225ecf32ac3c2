import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { amountText } from '../../amounts/grouping.js';
import type { Analytics } from '../../hooks/analytics.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';
import { EmptyState } from '../../ui/states.js';

type Row = Analytics['topModules'][number];

const columns: readonly Column<Row>[] = [
  { id: 'module', header: 'Module', cell: ({ moduleName }) => moduleName },
  {
    id: 'calls',
    header: 'Calls',
    numeric: true,
    cell: ({ calls }) => amountText(String(calls)),
  },
  {
    id: 'credits',
    header: 'Credits',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) => <Credits amount={credits} />,
  },
  {
    id: 'collected',
    header: 'Collected',
    numeric: true,
    amount: ({ collected }) => collected.amount,
    cell: ({ collected }) => <MoneyAmount money={collected} />,
  },
  {
    id: 'developer',
    header: 'Developer earnings',
    numeric: true,
    amount: ({ developerEarnings }) => developerEarnings.amount,
    cell: ({ developerEarnings }) => <MoneyAmount money={developerEarnings} />,
  },
];

/** Modules by what was spent on them. */
export function TopModules({ modules }: { modules: readonly Row[] }) {
  return (
    <Section title="Top modules">
      {modules.length === 0 ? (
        <EmptyState title="No calls in this range">Choose a longer one.</EmptyState>
      ) : (
        <DataTable
          label="Top modules"
          columns={columns}
          rows={modules}
          rowId={({ moduleId }) => moduleId}
        />
      )}
    </Section>
  );
}

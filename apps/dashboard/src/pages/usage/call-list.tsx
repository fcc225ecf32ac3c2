import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Credits } from '../../amounts/amount.js';
import { useSpenderNames } from '../../hooks/keys.js';
import { type UsageItem, type UsageRange, useCalls } from '../../hooks/usage.js';
import { dateTimeText } from '../../time/format.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { Outcome } from './outcome.js';

function columnsFor(names: ReadonlyMap<string, string>): readonly Column<UsageItem>[] {
  return [
    {
      id: 'at',
      header: 'Time',
      cell: ({ id, at }) => (
        <Link
          to="/usage/$id"
          params={{ id }}
          className="font-medium whitespace-nowrap text-accent-ink hover:underline"
        >
          {dateTimeText(at)}
        </Link>
      ),
    },
    { id: 'module', header: 'Module', cell: ({ moduleName }) => moduleName },
    {
      id: 'key',
      header: 'Key',
      cell: ({ keyId }) => (keyId === null ? '–' : (names.get(keyId) ?? keyId)),
    },
    { id: 'outcome', header: 'Outcome', cell: ({ outcome }) => <Outcome outcome={outcome} /> },
    {
      id: 'credits',
      header: 'Credits',
      numeric: true,
      amount: ({ credits }) => credits,
      cell: ({ credits, estimated }) => (
        <>
          {estimated && <span className="text-xs text-muted">estimated </span>}
          <Credits amount={credits} className="font-medium" />
        </>
      ),
    },
  ];
}

/** Calls, newest first, each leading to its receipt. */
export function CallList({ range }: { range: UsageRange }) {
  const calls = useCalls(range);
  const names = useSpenderNames();
  const columns = useMemo(() => columnsFor(names), [names]);
  return (
    <Section title="Calls" lead="Newest first. Each has a receipt.">
      <QueryView query={calls} what="The calls">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No calls in this range">
              Calls through the gateway show up here with what they cost.
            </EmptyState>
          ) : (
            <DataTable label="Calls" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      <LoadMore list={calls} />
    </Section>
  );
}

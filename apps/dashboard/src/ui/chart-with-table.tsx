import { lazy, Suspense, useState } from 'react';
import { Button } from './button.js';
import { type Column, DataTable } from './data-table.js';
import type { DayValue } from './day-chart.js';
import { Section } from './layout.js';
import { Skeleton } from './states.js';

const DayChart = lazy(() =>
  import('./day-chart.js').then((module) => ({ default: module.DayChart })),
);

interface ChartWithTableProps<Row extends { readonly day: string }> {
  readonly title: string;
  readonly lead?: string;
  /** What the picture shows, in a sentence. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly value: (row: Row) => DayValue;
  readonly columns: readonly Column<Row>[];
}

/** A chart by day, and the same numbers as a table for those who read instead of look. */
export function ChartWithTable<Row extends { readonly day: string }>({
  title,
  lead,
  label,
  rows,
  value,
  columns,
}: ChartWithTableProps<Row>) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Section
      title={title}
      lead={lead}
      actions={
        <Button size="small" onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show as chart' : 'Show as table'}
        </Button>
      }
    >
      {asTable ? (
        <DataTable label={title} columns={columns} rows={rows} rowId={(row) => row.day} />
      ) : (
        <Suspense fallback={<Skeleton className="h-56" />}>
          <DayChart label={label} values={rows.map(value)} />
        </Suspense>
      )}
    </Section>
  );
}

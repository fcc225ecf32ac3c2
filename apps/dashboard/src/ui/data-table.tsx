import { type ColumnDef, tableFeatures, useTable } from '@tanstack/react-table';
import { AlignedPlaces, placesMax } from '../amounts/aligned-places.js';
import { cn } from './class-names.js';

const features = tableFeatures({});

/** How a column looks, beside what it shows. */
interface ColumnLook {
  /** Numbers stand on the right, one under the other. */
  readonly numeric?: boolean;
}

/** A column: header text and cell. `id` is unique in its table. */
export interface Column<Row extends object> extends ColumnLook {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => React.ReactNode;
  /** The amount that the cell shows: its points then stand one under the other. */
  readonly amount?: (row: Row) => string;
}

interface DataTableProps<Row extends object> {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
}

/**
 * A table. Below 40 rem each row becomes a block of names and values, so that nothing scrolls
 * sideways on a phone; the roles are written out because `display` would take them away.
 */
export function DataTable<Row extends object>({
  label,
  columns,
  rows,
  rowId,
}: DataTableProps<Row>) {
  const table = useTable({
    features,
    columns: columns.map(toDefinition),
    data: rows as Row[],
    getRowId: rowId,
  });
  const looks = new Map(columns.map((column) => [column.id, column]));
  const places = new Map(
    columns.map(({ id, amount }) => [id, amount === undefined ? 0 : placesMax(rows.map(amount))]),
  );
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: `display: block` on a phone removes the roles
    // biome-ignore-start lint/a11y/useSemanticElements: the same
    <table role="table" aria-label={label} className="w-full text-sm max-sm:block">
      <thead role="rowgroup" className="max-sm:sr-only">
        {table.getHeaderGroups().map((group) => (
          <tr role="row" key={group.id} className="border-b border-line">
            {group.headers.map((header) => (
              <th
                role="columnheader"
                scope="col"
                key={header.id}
                className={cn(
                  'px-3 py-2 text-left text-xs font-medium whitespace-nowrap text-muted first:pl-0 last:pr-0',
                  looks.get(header.column.id)?.numeric && 'text-right',
                )}
              >
                {looks.get(header.column.id)?.header}
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody role="rowgroup" className="max-sm:block">
        {table.getRowModel().rows.map((row) => (
          <tr
            role="row"
            key={row.id}
            className="border-b border-line last:border-0 max-sm:flex max-sm:flex-col max-sm:gap-1 max-sm:py-3"
          >
            {row.getAllCells().map((cell) => (
              <Cell key={cell.id} look={looks.get(cell.column.id)}>
                <AlignedPlaces value={places.get(cell.column.id) ?? 0}>
                  <table.FlexRender cell={cell} />
                </AlignedPlaces>
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/useSemanticElements: the same
    // biome-ignore-end lint/a11y/noRedundantRoles: `display: block` on a phone removes the roles
  );
}

function Cell({
  look,
  children,
}: {
  look: { header: string; numeric?: boolean } | undefined;
  children: React.ReactNode;
}) {
  return (
    <td
      // biome-ignore lint/a11y/noRedundantRoles: see above
      role="cell"
      className={cn(
        'px-3 py-2.5 align-top first:pl-0 last:pr-0 max-sm:flex max-sm:items-baseline max-sm:justify-between max-sm:gap-4 max-sm:p-0',
        look?.numeric && 'tabular sm:text-right',
      )}
    >
      <span aria-hidden className="shrink-0 text-xs text-muted sm:hidden">
        {look?.header}
      </span>
      <span className="min-w-0 break-words max-sm:text-right">{children}</span>
    </td>
  );
}

function toDefinition<Row extends object>(column: Column<Row>): ColumnDef<typeof features, Row> {
  return {
    id: column.id,
    header: column.header,
    cell: ({ row }) => column.cell(row.original),
  };
}

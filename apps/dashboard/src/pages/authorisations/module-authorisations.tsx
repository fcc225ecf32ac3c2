import { type Authorisation, useModuleAuthorisations } from '../../hooks/authorisations.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { termsColumns } from './terms-columns.js';

const columns: readonly Column<Authorisation>[] = [
  {
    id: 'customer',
    header: 'Customer',
    cell: ({ customerName, note }) => (
      <>
        <span className="font-medium">{customerName}</span>
        {note !== null && <span className="block text-xs break-words text-muted">{note}</span>}
      </>
    ),
  },
  {
    id: 'id',
    header: 'Id',
    cell: ({ id }) => <code className="font-mono text-xs break-all text-muted">{id}</code>,
  },
  ...termsColumns,
];

/** Customers who let the publisher of a module charge them. */
export function ModuleAuthorisations({ moduleId }: { moduleId: string }) {
  const authorisations = useModuleAuthorisations(moduleId);
  return (
    <Section
      title="Authorisations"
      lead="Customers whom you may charge for this module, by POST /api/v1/charges and /api/v1/holds with the id."
    >
      <QueryView query={authorisations} what="The authorisations">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No customer has given one">
              A customer gives it on the module's page and tells you its id.
            </EmptyState>
          ) : (
            <DataTable
              label="Authorisations"
              columns={columns}
              rows={rows}
              rowId={({ id }) => id}
            />
          )
        }
      </QueryView>
      <LoadMore list={authorisations} />
    </Section>
  );
}

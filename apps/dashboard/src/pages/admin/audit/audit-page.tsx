import { useNavigate, useSearch } from '@tanstack/react-router';
import { useAudit } from '../../../hooks/admin-people.js';
import { Button } from '../../../ui/button.js';
import { Page } from '../../../ui/layout.js';
import { LoadMore } from '../../../ui/load-more.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { AdminOnly } from '../admin-only.js';
import { FilterText } from '../filter-text.js';
import { AuditTable } from './audit-table.js';

/** Who did what to what. */
export function AuditPage() {
  return (
    <AdminOnly title="Audit log">
      <Audit />
    </AdminOnly>
  );
}

function Audit() {
  const search = useSearch({ from: '/app/admin/audit' });
  const filters = Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  );
  const rows = useAudit(filters);
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <Page title="Audit log" lead="Sensitive acts, newest first. Rows are never changed.">
      <AuditFilterForm isFiltered={isFiltered} />
      <QueryView query={rows} what="The audit log">
        {(data) =>
          data.length === 0 ? (
            <EmptyState title={isFiltered ? 'Nothing matches' : 'Nothing yet'}>
              {rows.hasNextPage
                ? 'Not all rows were looked at yet: load more.'
                : 'Keys, limits, prices, corrections and decisions show here as they are made.'}
            </EmptyState>
          ) : (
            <AuditTable rows={data} />
          )
        }
      </QueryView>
      <LoadMore list={rows} />
    </Page>
  );
}

function AuditFilterForm({ isFiltered }: { isFiltered: boolean }) {
  const search = useSearch({ from: '/app/admin/audit' });
  const navigate = useNavigate({ from: '/admin/audit' });
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), replace: true });
  return (
    <search aria-label="Filters" className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <FilterText
        label="Actor"
        placeholder="E-mail address or id"
        value={search.actor}
        onChange={(actor) => change({ actor })}
      />
      <FilterText
        label="Organisation id"
        placeholder="org_…"
        value={search.organisationId}
        onChange={(organisationId) => change({ organisationId })}
      />
      <FilterText
        label="Action"
        placeholder="wallet.adjust"
        value={search.action}
        onChange={(action) => change({ action })}
      />
      {isFiltered && (
        <Button
          size="small"
          className="justify-self-start"
          onClick={() => void navigate({ search: {}, replace: true })}
        >
          Clear filters
        </Button>
      )}
    </search>
  );
}
